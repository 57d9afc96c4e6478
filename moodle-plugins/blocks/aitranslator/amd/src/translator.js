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
 * A block: its form, the selected text, and the page.
 *
 * @module     block_aitranslator/translator
 * @copyright  2026 moodle-aws contributors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

import 'core/copy_to_clipboard';
import {classify} from 'block_aitranslator/repository';
import {ensure, note} from 'block_aitranslator/consent';
import {fill, find, load} from 'block_aitranslator/languages';
import {Form} from 'block_aitranslator/form';
import {clear, fail, write} from 'block_aitranslator/messages';
import {PageControls} from 'block_aitranslator/pagecontrols';
import {get as getSelected, subscribe} from 'block_aitranslator/selection';

/**
 * Fills the selects of a block, once.
 *
 * @param {HTMLElement} root The block.
 * @return {Function} Promises the languages.
 */
const languagesOf = root => {
    const select = name => root.querySelector(`[data-region="${name}"]`);
    let filled = null;
    return () => {
        if (!filled) {
            filled = load(Number(root.dataset.contextid), root.dataset.languages).then(async known => {
                await fill(known, select('source'), select('target'));
                return known;
            });
            filled.catch(() => {
                filled = null;
            });
        }
        return filled;
    };
};

/**
 * Calls something when the block is needed for the first time: it comes into view, or gets the focus.
 *
 * @param {HTMLElement} root The block.
 * @param {Function} action What to call.
 */
const atFirstNeed = (root, action) => {
    let observer = null;
    const once = () => {
        observer?.disconnect();
        root.removeEventListener('focusin', once);
        action();
    };
    root.addEventListener('focusin', once);
    if (window.IntersectionObserver) {
        observer = new IntersectionObserver(entries => entries.some(entry => entry.isIntersecting) && once());
        observer.observe(root);
    }
};

/**
 * Wires the button that translates what is selected.
 *
 * @param {HTMLElement} root The block.
 * @param {Form} form Its form.
 */
const wireSelection = (root, form) => {
    const button = root.querySelector('[data-action="selection"]');
    const hint = root.querySelector('[data-region="selectionhint"]');
    const message = root.querySelector('[data-region="message"]');
    const show = () => {
        const none = getSelected() === '';
        button.setAttribute('aria-disabled', String(none));
        hint.hidden = !none;
    };
    const unsubscribe = subscribe(() => {
        if (root.isConnected) {
            show();
        } else {
            unsubscribe();
        }
    });
    button.addEventListener('click', () => {
        if (getSelected() === '') {
            write(message, 'selectionnone');
            return;
        }
        form.abandon();
        form.put(getSelected());
        form.translate();
    });
    show();
};

/**
 * Wires a block.
 *
 * @param {String} id The id of its root element.
 */
export const init = id => {
    const root = document.getElementById(id);
    if (!root || root.dataset.wired) {
        return;
    }
    root.dataset.wired = '1';
    note(root);
    const getLanguages = languagesOf(root);
    const message = root.querySelector('[data-region="message"]');
    const mayNotSend = async region => {
        const answer = await ensure(root);
        if (answer === false) {
            await write(region, 'declined');
        }
        return answer !== true;
    };
    const form = new Form(root, mayNotSend, getLanguages);
    wireSelection(root, form);

    new PageControls(root, mayNotSend, async() => {
        const known = await getLanguages();
        const {contextid, source, target} = form;
        return {contextid, source: source.value, target: find(known, target.value), limits: known.limits};
    });

    const showLanguages = async() => {
        try {
            form.known = await getLanguages();
        } catch (error) {
            const failure = classify(error);
            // The consent is asked for at the first use, and the languages then.
            if (failure.code !== 'consentmissing') {
                fail(message, failure, () => {
                    clear(message);
                    showLanguages();
                });
            }
        }
    };
    atFirstNeed(root, showLanguages);
};
