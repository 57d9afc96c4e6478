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
 * How the nodes of a page take part in its translation.
 *
 * @module     block_aitranslator/kinds
 * @copyright  2026 moodle-aws contributors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

/** Text. */
export const TEXT = 'text';
/** An element among words, whose words are translated. */
export const INLINE = 'inline';
/** An element among words that stays as it is. */
export const KEPT = 'kept';
/** A line break. */
export const BREAK = 'break';
/** An element that contains parts of its own. */
export const BLOCK = 'block';
/** An element that parts words, and stays as and where it is. */
export const APART = 'apart';
/** A comment or the like. */
export const NOTHING = 'nothing';

/** What is not translated. */
const PROTECTED = [
    // Programs, code, fields, pictures, media.
    'script', 'style', 'noscript', 'template', 'code', 'pre', 'kbd', 'samp', 'var', 'textarea', 'input', 'select', 'button',
    'svg', 'math', 'iframe', 'object', 'embed', 'video', 'audio', 'canvas', 'img', 'picture', 'map', 'progress', 'meter',
    // What says so itself.
    '[translate="no"]', '.notranslate', '[contenteditable]:not([contenteditable="false"])', '[role="textbox"]',
    // Formulas that MathJax has drawn, by its second or third version.
    '[class*="MathJax"]', 'mjx-container',
    // Parts of the page that are no content.
    'nav', '[role="navigation"]', '[role="menu"]', '[role="menubar"]', '.dropdown-menu',
    // Blocks of this plugin.
    '.block_aitranslator', '[data-aitranslator]',
].join(',');

/** What would begin anew if it were moved. */
const LOADED = 'iframe, object, embed, video, audio, canvas';

/** What Moodle's MathJax filter puts around each formula, inside a mark around the whole text. */
const FORMULA = '.filter_mathjaxloader_equation .nolink';
const TEX = /^\s*(?:\\\([\s\S]*\\\)|\\\[[\s\S]*\\\]|\$\$[\s\S]*\$\$)\s*$/;

/**
 * Whether an element is not translated because of what it is.
 *
 * @param {Element} element The element.
 * @return {Boolean} Whether.
 */
const isProtected = element => element.matches(PROTECTED)
    || element.matches(FORMULA) && TEX.test(element.textContent);

/**
 * Whether a closed `details` hides a node.
 *
 * @param {Node} node The node.
 * @return {Boolean} Whether.
 */
const isFolded = node => Boolean(node.parentElement?.matches('details:not([open])')) && node.localName !== 'summary';

/** Tells the kind of nodes, each once. */
export class Kinds {
    constructor() {
        this.known = new Map();
        this.hidden = new Set();
    }

    /**
     * The kind of a node.
     *
     * @param {Node} node The node.
     * @return {String} The kind.
     */
    of(node) {
        if (!this.known.has(node)) {
            this.known.set(node, this.find(node));
        }
        return this.known.get(node);
    }

    /**
     * Finds the kind of a node.
     *
     * @param {Node} node The node.
     * @return {String} The kind.
     */
    find(node) {
        if (node.nodeType === Node.TEXT_NODE) {
            return isFolded(node) ? NOTHING : TEXT;
        } else if (node.nodeType !== Node.ELEMENT_NODE) {
            return NOTHING;
        } else if (!(node instanceof HTMLElement)) {
            // A drawing or a formula in a language of its own.
            return KEPT;
        } else if (node.matches('br')) {
            return BREAK;
        }
        const {display, visibility} = window.getComputedStyle(node);
        const hidden = display === 'none' || isFolded(node);
        if (hidden) {
            this.hidden.add(node);
        }
        const among = hidden || display === 'contents' || /^(?:inline|ruby)/.test(display);
        if (hidden || visibility === 'hidden' || isProtected(node)) {
            const loaded = node.matches(LOADED) || node.querySelector(LOADED) !== null;
            return among && !loaded ? KEPT : APART;
        }
        // Of a form, `children` could be a field of that name.
        if (!among || [...node.childNodes].some(child => [BLOCK, APART].includes(this.of(child)))) {
            return BLOCK;
        }
        return this.hasWords(node, /\S/) ? INLINE : KEPT;
    }

    /**
     * Whether there is something to translate among the nodes of an element.
     *
     * @param {Node} node The node.
     * @param {RegExp} words What counts.
     * @return {Boolean} Whether.
     */
    hasWords(node, words) {
        return [...node.childNodes].some(child => this.isWords(child, words));
    }

    /**
     * Whether a node is or contains something to translate.
     *
     * @param {Node} node The node.
     * @param {RegExp} words What counts.
     * @return {Boolean} Whether.
     */
    isWords(node, words) {
        const kind = this.of(node);
        return kind === TEXT ? words.test(node.data) : kind === INLINE && this.hasWords(node, words);
    }
}
