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
 * Consent to the AI policy, asked for before the first use; given once, it holds for every block of the page.
 *
 * @module     block_aitranslator/consent
 * @copyright  2026 moodle-aws contributors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

import Policy from 'core_ai/policy';
import {classify} from 'block_aitranslator/repository';
import {clear, fail, write} from 'block_aitranslator/messages';

let given = false;

/** What waits for an answer in the blocks of the page: functions that end the waiting. */
const waiting = new Set();

/**
 * Takes note of what the page says when it is made.
 *
 * @param {HTMLElement} root The block.
 */
export const note = root => {
    given = given || root.dataset.consented === '1';
};

/** Takes note that the site has no consent, whatever the page said. */
export const missing = () => {
    given = false;
};

/**
 * Shows the policy and waits for the answer.
 *
 * @param {HTMLElement} root The block.
 * @return {Promise<Boolean>} Whether the student accepted.
 */
const request = root => new Promise(resolve => {
    const panel = root.querySelector('[data-region="consent"]');
    const message = panel.querySelector('[data-region="consentmessage"]');
    const accept = panel.querySelector('[data-action="accept"]');
    const decline = panel.querySelector('[data-action="decline"]');
    const before = document.activeElement;

    const end = accepted => {
        accept.removeEventListener('click', accepting);
        decline.removeEventListener('click', declining);
        waiting.delete(end);
        const inside = panel.contains(document.activeElement);
        panel.hidden = true;
        clear(message);
        if (inside && before && before.isConnected) {
            before.focus();
        }
        resolve(accepted);
    };
    const accepting = async() => {
        write(message, 'working');
        try {
            await Policy.acceptPolicy();
        } catch (error) {
            fail(message, classify(error));
            return;
        }
        given = true;
        [...waiting].forEach(other => other(true));
    };
    const declining = () => end(false);

    accept.addEventListener('click', accepting);
    decline.addEventListener('click', declining);
    waiting.add(end);
    panel.hidden = false;
    panel.focus();
});

/** The question that a block asks now. */
const asking = new WeakMap();

/**
 * Makes sure of the consent.
 *
 * @param {HTMLElement} root The block that wants to send something.
 * @return {Promise<Boolean|null>} Whether it may; null where the block asks already, for something else.
 */
export const ensure = root => {
    if (given) {
        return Promise.resolve(true);
    }
    if (asking.has(root)) {
        // What was asked first goes on after the answer.
        root.querySelector('[data-region="consent"]').focus();
        return Promise.resolve(null);
    }
    const answer = request(root).finally(() => asking.delete(root));
    asking.set(root, answer);
    return answer;
};
