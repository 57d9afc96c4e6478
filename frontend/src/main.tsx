import '@cloudscape-design/global-styles/index.css';
import 'virtual:cloudscape-theme.css';
import './styles/base.css';
import { start } from './start';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id root.');
await start(root);
