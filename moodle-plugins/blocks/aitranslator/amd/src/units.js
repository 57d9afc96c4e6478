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
 * The parts of a page that are translated one by one, and how a translation takes their place and leaves it again.
 *
 * @module     block_aitranslator/units
 * @copyright  2026 moodle-aws contributors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

import {APART, BLOCK, BREAK, INLINE, KEPT, Kinds, NOTHING, TEXT} from 'block_aitranslator/kinds';

/**
 * Words that stand together in an element.
 *
 * @typedef {Object} Unit
 * @property {Element} parent The element.
 * @property {Node[]} nodes Its children that are the unit; neighbours.
 * @property {String} html What is sent: text, a numbered `span` for each element among the words, and an empty one that
 *     is not to be translated for each that stays as it is.
 * @property {Number} length The characters of `html`.
 * @property {Map<String, Object>} elements The elements, by their numbers.
 * @property {Object[]} texts The text nodes and what stood in them.
 * @property {Object} [undo] What takes the translation back.
 */

/** Only words are worth a translation. */
const LETTER = /\p{L}/u;

/** Does not belong to words where it stands at their ends. */
const AT_ENDS = '.icon, img, picture, input, select, textarea, button, script, style, template, noscript';

const escapeHtml = text => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/**
 * Writes nodes down for the service, and keeps what is needed to find them again.
 *
 * @param {Node[]} nodes The nodes.
 * @param {Kinds} kinds Their kinds.
 * @return {Object} `html`, `elements` and `texts` of the unit.
 */
const serialise = (nodes, kinds) => {
    const elements = new Map();
    const texts = [];
    const write = (node, within) => {
        const kind = kinds.of(node);
        if (kind === TEXT) {
            texts.push({node, data: node.data});
            return escapeHtml(node.data);
        } else if (kind === NOTHING) {
            return '';
        }
        const id = String(elements.size + 1);
        const kept = kind !== INLINE;
        elements.set(id, {element: node, children: [...node.childNodes], kept, within});
        if (kept) {
            return `<span id="${id}" translate="no"></span>`;
        }
        return `<span id="${id}">${[...node.childNodes].map(child => write(child, id)).join('')}</span>`;
    };
    return {html: nodes.map(node => write(node, '')).join(''), elements, texts};
};

/**
 * Takes off the ends of a run what is no part of its words.
 *
 * @param {Node[]} run Neighbours.
 * @param {Kinds} kinds Their kinds.
 * @return {Node[]} The rest.
 */
const trim = (run, kinds) => {
    const isNeeded = node => {
        const kind = kinds.of(node);
        if (kind === KEPT) {
            return !kinds.hidden.has(node) && !node.matches(AT_ENDS);
        }
        return kind === TEXT ? node.data.trim() !== '' : kind !== NOTHING;
    };
    const begin = run.findIndex(isNeeded);
    const end = run.length - [...run].reverse().findIndex(isNeeded);
    return begin < 0 ? [] : run.slice(begin, end);
};

/**
 * Finds what can be translated.
 *
 * @param {Element} root Where.
 * @return {Unit[]} The units, in the order of the page.
 */
export const find = root => {
    const kinds = new Kinds();
    const units = [];
    const visit = parent => {
        let run = [];
        const end = () => {
            const nodes = trim(run, kinds);
            run = [];
            if (nodes.some(node => kinds.isWords(node, LETTER))) {
                const written = serialise(nodes, kinds);
                units.push({parent, nodes, ...written, length: [...written.html].length});
            }
        };
        for (const node of parent.childNodes) {
            const kind = kinds.of(node);
            if (![BREAK, BLOCK, APART].includes(kind)) {
                run.push(node);
                continue;
            }
            end();
            if (kind === BLOCK) {
                visit(node);
            }
        }
        end();
    };
    visit(root);
    return units;
};

/**
 * Whether the page still has the unit as it was found.
 *
 * @param {Unit} unit The unit.
 * @return {Boolean} Whether.
 */
const isUnchanged = ({parent, nodes, elements, texts}) => {
    const same = (now, then) => now.length === then.length && then.every((node, index) => now[index] === node);
    const begin = [...parent.childNodes].indexOf(nodes[0]);
    return parent.isConnected
        && same([...parent.childNodes].slice(begin, begin + nodes.length), nodes)
        && texts.every(({node, data}) => node.data === data)
        && [...elements.values()].every(({element, children, kept}) => kept || same([...element.childNodes], children));
};

/**
 * Reads an answer. It is parsed into a document of its own that runs nothing, and only its text and its numbers are used.
 *
 * @param {Unit} unit The unit.
 * @param {String} answer The translation.
 * @return {Object[]|null} Texts (`text`) and elements (`element`, `kept`, `children`); null unless every element of the
 *     unit is there once, in the element in which it was, and nothing else.
 */
const read = ({elements}, answer) => {
    // The tag makes the parser keep white space at the beginning.
    const {head, body} = new DOMParser().parseFromString(`<!DOCTYPE html><body>${answer}`, 'text/html');
    const found = new Set();
    let valid = !head.hasChildNodes() && !body.hasAttributes();
    const visit = (nodes, within) => [...nodes].map(node => {
        if (node.nodeType === Node.TEXT_NODE) {
            return {text: node.data};
        }
        const known = node.localName === 'span' ? elements.get(node.id) : undefined;
        const attributes = known?.kept ? ['id', 'translate'] : ['id'];
        if (!known || found.has(node.id) || known.within !== within || known.kept && node.hasChildNodes()
                || node.getAttributeNames().some(name => !attributes.includes(name))) {
            valid = false;
            return {text: ''};
        }
        found.add(node.id);
        return {element: known.element, kept: known.kept, children: visit(node.childNodes, node.id)};
    });
    const parts = visit(body.childNodes, '');
    const words = body.textContent.trim() !== '';
    return valid && words && found.size === elements.size ? parts : null;
};

/**
 * The nodes of a translation: the page's own elements around new text.
 *
 * @param {Object[]} parts What `read` gave.
 * @return {Node[]} The nodes.
 */
const build = parts => parts.map(({text, element, kept, children}) => {
    if (!element) {
        return document.createTextNode(text);
    }
    if (!kept) {
        element.replaceChildren(...build(children));
    }
    return element;
});

/**
 * Does something that moves nodes without taking the focus from one of them.
 *
 * @param {Function} action What to do.
 */
const keepingFocus = action => {
    const focused = document.activeElement;
    action();
    if (focused && focused !== document.activeElement && focused.isConnected) {
        focused.focus({preventScroll: true});
    }
};

/**
 * Puts nodes where others stand.
 *
 * @param {Element} parent Where.
 * @param {Node[]} olds What goes, as far as it is still there.
 * @param {Function} make Gives what comes, after the others have gone.
 */
const exchange = (parent, olds, make) => {
    const place = document.createTextNode('');
    const there = olds.filter(node => node.parentNode === parent);
    if (!there.length) {
        return;
    }
    keepingFocus(() => {
        parent.insertBefore(place, there[0]);
        there.forEach(node => node.remove());
        place.replaceWith(...make());
    });
};

/**
 * Sets or removes an attribute.
 *
 * @param {Element} element Where.
 * @param {String} name The attribute.
 * @param {String|null} value Its value; null removes it.
 */
const setAttribute = (element, name, value) => {
    if (value === null) {
        element.removeAttribute(name);
    } else {
        element.setAttribute(name, value);
    }
};

/**
 * Puts a translation in the place of a unit.
 *
 * @param {Unit} unit The unit.
 * @param {*} answer The translation.
 * @param {{tag: String, dir: String}} language The language it is in.
 * @return {Boolean} False if nothing was changed, as the page is another by now or the answer is not of the unit's form.
 */
export const apply = (unit, answer, language) => {
    const parts = typeof answer === 'string' && isUnchanged(unit) ? read(unit, answer) : null;
    if (!parts) {
        return false;
    }
    const {parent} = unit;
    const attributes = ['lang', 'dir'].map(name => [name, parent.getAttribute(name)]);
    let nodes = [];
    exchange(parent, unit.nodes, () => {
        nodes = build(parts);
        return nodes;
    });
    parent.setAttribute('lang', language.tag);
    parent.setAttribute('dir', language.dir);
    unit.undo = {nodes, attributes};
    return true;
};

/**
 * Takes a translation back: the very nodes that were there return.
 *
 * Units that share a parent have to be restored in the opposite order, for the sake of its attributes.
 *
 * @param {Unit} unit The unit.
 */
export const restore = unit => {
    const {nodes, attributes} = unit.undo;
    exchange(unit.parent, nodes, () => {
        unit.elements.forEach(({element, children, kept}) => {
            if (!kept) {
                element.replaceChildren(...children);
            }
        });
        return unit.nodes;
    });
    attributes.forEach(([name, value]) => setAttribute(unit.parent, name, value));
    delete unit.undo;
};
