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
 * The form of a block: a text, its languages, and its translation.
 *
 * @module     block_aitranslator/form
 * @copyright  2026 moodle-aws contributors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

import {classify, translate} from 'block_aitranslator/repository';
import {find, limit, reaches, via} from 'block_aitranslator/languages';
import {missing} from 'block_aitranslator/consent';
import {clear, fail, write} from 'block_aitranslator/messages';

/** Takes a text and shows its translation. */
export class Form {
    /**
     * Wires the form.
     *
     * @param {HTMLElement} root The block.
     * @param {Function} mayNotSend Promises whether the student declines that anything is sent.
     * @param {Function} getLanguages Promises the languages, with the selects filled.
     */
    constructor(root, mayNotSend, getLanguages) {
        const part = name => root.querySelector(`[data-region="${name}"]`);
        const button = name => root.querySelector(`[data-action="${name}"]`);
        this.contextid = Number(root.dataset.contextid);
        this.most = Number(root.dataset.maxcharacters);
        this.mayNotSend = mayNotSend;
        this.getLanguages = getLanguages;
        this.known = null;
        this.recognised = '';
        // The text whose translation is shown.
        this.translated = '';
        // Whatever comes for an earlier request than this is not used.
        this.request = null;
        this.text = part('text');
        this.source = part('source');
        this.target = part('target');
        this.counter = part('counter');
        this.toolong = part('toolong');
        this.message = part('message');
        this.result = part('result');
        this.output = part('output');
        this.about = part('about');
        this.button = button('translate');

        this.button.addEventListener('click', () => this.translate());
        button('swap').addEventListener('click', () => this.swap());
        button('clear').addEventListener('click', () => this.clear());
        this.text.addEventListener('input', () => this.count());
        this.text.addEventListener('keydown', event => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
                event.preventDefault();
                this.translate();
            }
        });
        this.source.addEventListener('change', () => {
            if (this.known) {
                limit(this.known, this.source, this.target);
            }
        });
        this.count();
    }

    /**
     * Whether the text is longer than the service takes.
     *
     * @return {Boolean} Whether.
     */
    isTooLong() {
        return [...this.text.value].length > this.most;
    }

    /** Shows how long the text is. */
    count() {
        const long = this.isTooLong();
        write(this.counter, 'counter', {used: [...this.text.value].length, most: this.most});
        this.text.setAttribute('aria-invalid', String(long));
        if (!long) {
            clear(this.toolong);
        } else if (!this.toolong.hasChildNodes()) {
            // Said once, not at every key.
            write(this.toolong, 'toolong', this.most);
        }
    }

    /**
     * Puts a text into the form.
     *
     * @param {String} text The text.
     */
    put(text) {
        this.text.value = text;
        this.count();
    }

    /** Empties the form. */
    clear() {
        this.abandon();
        this.put('');
        this.text.focus();
    }

    /** Takes away what is shown, and whatever is on its way. */
    abandon() {
        this.request = null;
        this.recognised = '';
        this.busy(false);
        clear(this.message);
        this.result.hidden = true;
        clear(this.output);
        clear(this.about);
    }

    /**
     * Shows whether the form waits for a translation.
     *
     * @param {Boolean} busy Whether.
     */
    busy(busy) {
        this.button.setAttribute('aria-disabled', String(busy));
        this.result.setAttribute('aria-busy', String(busy));
    }

    /** Translates the text. */
    async translate() {
        const text = this.text.value;
        if (text.trim() === '' || this.isTooLong()) {
            this.abandon();
            write(this.message, text.trim() === '' ? 'notext' : 'toolong', this.most);
            this.text.focus();
            return;
        }
        if (this.button.getAttribute('aria-disabled') === 'true') {
            return;
        }
        this.abandon();
        const request = {};
        this.request = request;
        this.busy(true);
        try {
            if (await this.mayNotSend(this.message) || this.request !== request) {
                return;
            }
            write(this.message, 'working');
            this.known = await this.getLanguages();
            await this.ask(request, text);
        } catch (error) {
            this.failed(request, classify(error));
        } finally {
            if (this.request === request) {
                this.busy(false);
            }
        }
    }

    /**
     * Asks for the translation and shows it.
     *
     * @param {Object} request What it is for.
     * @param {String} text The text.
     */
    async ask(request, text) {
        const [source, target] = [this.source.value, this.target.value];
        if (target === '') {
            write(this.message, 'notarget');
            return;
        }
        const answer = await translate(this.contextid, {texts: [text], target, source, format: 'text'});
        if (this.request === request) {
            const [translation] = answer.translations;
            this.translated = text;
            this.show(translation.text, source, translation.source, target);
        }
    }

    /**
     * Says why there is no translation.
     *
     * @param {Object} request What it was for.
     * @param {Object} failure What went wrong.
     */
    failed(request, failure) {
        if (this.request !== request) {
            return;
        }
        if (failure.code === 'consentmissing') {
            missing();
        }
        fail(this.message, failure, () => this.translate());
    }

    /**
     * Shows a translation.
     *
     * @param {String} text The translation.
     * @param {String} chosen The language that was chosen for the text; empty if it was to be recognised.
     * @param {String} recognised The language that the service found.
     * @param {String} target The language of the translation.
     */
    show(text, chosen, recognised, target) {
        const source = chosen || recognised;
        const language = find(this.known, target);
        this.recognised = recognised;
        clear(this.message);
        this.output.lang = target;
        this.output.dir = language.dir;
        this.output.textContent = text;
        this.result.hidden = false;
        const from = source ? find(this.known, source)?.name ?? source : '';
        const through = source ? via(this.known, source, target) : '';
        const [direct, indirect] = chosen ? ['from', 'fromvia'] : ['fromrecognised', 'fromrecognisedvia'];
        if (from) {
            write(this.about, through ? indirect : direct, {source: from, target: language.name, via: through});
        }
    }

    /** Exchanges the languages; a translation becomes the text. */
    async swap() {
        try {
            this.known = await this.getLanguages();
        } catch (error) {
            fail(this.message, classify(error), () => this.swap());
            return;
        }
        const {known} = this;
        const target = this.target.value;
        const source = find(known, this.source.value || this.recognised)?.tag ?? '';
        if (source === '' || !reaches(known, target, source)) {
            write(this.message, source === '' ? 'swapunknown' : 'swapimpossible');
            return;
        }
        // A text that was changed since would be lost.
        const translation = this.text.value === this.translated ? this.output.textContent : '';
        this.source.value = target;
        this.target.value = source;
        limit(known, this.source, this.target);
        this.abandon();
        if (translation !== '') {
            this.put(translation);
        }
    }
}
