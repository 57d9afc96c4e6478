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
 * Strings and failures in the regions of a block that announce them.
 *
 * @module     block_aitranslator/messages
 * @copyright  2026 moodle-aws contributors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

import {getString} from 'core/str';

const COMPONENT = 'block_aitranslator';

/** For every region what was asked last to stand in it, as strings arrive later and in any order. */
const latest = new WeakMap();

/**
 * Empties a region.
 *
 * @param {HTMLElement} region The region.
 */
export const clear = region => {
    latest.delete(region);
    region.replaceChildren();
};

/**
 * Puts a string into a region, unless something else was asked of the region in the meantime.
 *
 * @param {HTMLElement} region The region.
 * @param {String} key The string's key.
 * @param {Object|String|Number} [a] What the string's placeholders stand for.
 * @return {Promise<void>}
 */
export const write = async(region, key, a) => {
    const token = {};
    latest.set(region, token);
    const text = await getString(key, COMPONENT, a);
    if (latest.get(region) === token) {
        region.textContent = text;
    }
};

/**
 * A button of a message.
 *
 * @param {String} text Its text.
 * @param {Function} action What it does.
 * @return {HTMLElement} The button.
 */
const button = (text, action) => {
    const made = document.createElement('button');
    made.type = 'button';
    made.className = 'btn btn-secondary btn-sm';
    made.dataset.action = 'retry';
    made.textContent = text;
    made.addEventListener('click', () => {
        // The button goes away: the keyboard goes on at the message.
        made.closest('[tabindex]')?.focus();
        action();
    }, {once: true});
    return made;
};

/**
 * A link that loads the page again.
 *
 * @param {String} text Its text.
 * @return {HTMLElement} The link.
 */
const reloading = text => {
    const link = document.createElement('a');
    // With a fragment the browser would only scroll.
    link.href = window.location.href.split('#')[0];
    link.textContent = text;
    return link;
};

/**
 * Says what went wrong, and offers what may help.
 *
 * @param {HTMLElement} region The region.
 * @param {Object} failure What `classify` of the repository said.
 * @param {Function} [retry] Tries again.
 * @return {Promise<void>}
 */
export const fail = async(region, failure, retry) => {
    const token = {};
    latest.set(region, token);
    const [offline, expired, reload, again] = await Promise.all(
        ['offline', 'sessionexpired', 'reload', 'retry'].map(key => getString(key, COMPONENT))
    );
    if (latest.get(region) !== token) {
        return;
    }
    const shown = document.createElement('div');
    shown.className = 'alert alert-warning';
    const message = document.createElement('p');
    message.textContent = {session: expired, offline}[failure.kind] ?? failure.message;
    shown.append(message);
    if (failure.kind === 'session') {
        shown.append(reloading(reload));
    } else if (failure.retry && retry) {
        shown.append(button(again, retry));
    }
    region.replaceChildren(shown);
};
