// This file is part of Moodle - http://moodle.org/
//
// Moodle is free software: you can redistribute it and/or modify
// it under the terms of the GNU General Public License as published by
// the Free Software Foundation, either version 3 of the License, or
// (at your option) any later version.
//
// Moodle is distributed in the hope that it will be useful,
// but WITHOUT ANY WARRANTY; without even the implied warranty of
// MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
// GNU General Public License for more details.
//
// You should have received a copy of the GNU General Public License
// along with Moodle.  If not, see <http://www.gnu.org/licenses/>.

/**
 * The text that the student selected last on the page, outside the translators.
 *
 * @module     block_aitranslator/selection
 * @copyright  2026 moodle-aws contributors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

const OWN = '[data-aitranslator]';

let latest = '';

/** Blocks to tell. */
const listeners = new Set();

/**
 * Whether a node is in a translator.
 *
 * @param {Node|null} node The node.
 * @return {Boolean} Whether.
 */
const isOwn = node => {
    const element = node?.nodeType === Node.ELEMENT_NODE ? node : node?.parentElement;
    return Boolean(element?.closest(OWN));
};

const changed = () => {
    const selection = document.getSelection();
    const text = selection ? selection.toString().trim() : '';
    // A browser may give what is selected in a field of a form as well.
    if (text === '' || [selection.anchorNode, selection.focusNode, document.activeElement].some(isOwn)) {
        return;
    }
    latest = text;
    listeners.forEach(listener => listener());
};

/**
 * The text selected last.
 *
 * @return {String} The text; empty if there was none.
 */
export const get = () => latest;

/**
 * Tells of new selections.
 *
 * @param {Function} listener Called after each.
 * @return {Function} Ends that.
 */
export const subscribe = listener => {
    if (!listeners.size) {
        document.addEventListener('selectionchange', changed);
    }
    listeners.add(listener);
    return () => {
        listeners.delete(listener);
        if (!listeners.size) {
            document.removeEventListener('selectionchange', changed);
        }
    };
};
