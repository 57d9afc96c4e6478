/** The bundle for browsers, which has the types of the whole and none of its own. */
declare module 'mammoth/mammoth.browser.min.js' {
  import mammoth from 'mammoth';
  export default mammoth;
}
