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
 * The controls of a block for the translation of the page.
 *
 * @module     block_aitranslator/pagecontrols
 * @copyright  2026 moodle-aws contributors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

import {classify} from 'block_aitranslator/repository';
import {page} from 'block_aitranslator/page';
import {missing} from 'block_aitranslator/consent';
import {clear, fail, write} from 'block_aitranslator/messages';

/** Where the content of a page is, best first. */
const CONTENT = ['#region-main', '[role="main"]', 'main'];

/** Shows how far the page's translation is, and takes the student's wishes. */
export class PageControls {
    /**
     * Wires the controls.
     *
     * @param {HTMLElement} root The block.
     * @param {Function} mayNotSend Promises whether the student declines that anything is sent.
     * @param {Function} getRequest Promises what `start` of the page needs.
     */
    constructor(root, mayNotSend, getRequest) {
        const part = name => root.querySelector(`[data-region="${name}"]`);
        const button = name => root.querySelector(`[data-action="${name}"]`);
        this.root = root;
        this.progress = part('progress');
        this.bar = part('bar');
        this.count = part('count');
        this.message = part('pagemessage');
        this.buttons = {page: button('page'), cancel: button('cancel'), goon: button('goon'), restore: button('restore')};
        this.mayNotSend = mayNotSend;
        this.getRequest = getRequest;
        this.buttons.page.addEventListener('click', () => this.start());
        this.buttons.cancel.addEventListener('click', () => page.cancel());
        this.buttons.goon.addEventListener('click', () => this.goOn());
        this.buttons.restore.addEventListener('click', () => page.restore());
        const unsubscribe = page.subscribe(() => {
            if (root.isConnected) {
                this.show();
            } else {
                unsubscribe();
            }
        });
        this.state = 'idle';
        this.show();
    }

    /** Begins. */
    async start() {
        clear(this.message);
        if (await this.maySend()) {
            try {
                const request = await this.getRequest();
                const content = CONTENT.map(selector => document.querySelector(selector)).find(Boolean);
                if (request.target) {
                    page.start(content ?? document.body, request);
                } else {
                    write(this.message, 'notarget');
                }
            } catch (error) {
                fail(this.message, classify(error), () => this.start());
            }
        }
    }

    /** Goes on after a failure or a stop. */
    async goOn() {
        if (await this.maySend()) {
            page.go();
        }
    }

    /**
     * Asks for the consent, if it is missing.
     *
     * @return {Promise<Boolean>} Whether there is one.
     */
    async maySend() {
        if (page.snapshot().failure?.code === 'consentmissing') {
            missing();
        }
        return !await this.mayNotSend(this.message);
    }

    /** Shows the state of the page's translation. */
    show() {
        const now = page.snapshot();
        const running = now.state === 'running';
        const done = now.translated + now.left;
        this.bar.max = Math.max(now.total, 1);
        this.bar.value = done;
        write(this.count, 'pagecount', {done, total: now.total});
        const stopped = now.state === 'stopped';
        const changed = now.translated > 0;
        const hadFocus = Object.values(this.buttons).includes(document.activeElement) && document.activeElement;
        this.progress.hidden = !running;
        this.buttons.page.hidden = running || changed;
        this.buttons.goon.hidden = !stopped || !changed || now.failure !== null && !now.failure.retry;
        this.buttons.restore.hidden = running || !changed;
        if (hadFocus && hadFocus.closest('[hidden]')) {
            // The keyboard goes on where it was.
            Object.values(this.buttons).find(button => !button.closest('[hidden]'))?.focus();
        }
        if (this.state !== now.state) {
            this.state = now.state;
            this.say(now);
        }
    }

    /**
     * Announces a new state.
     *
     * @param {Object} now What the page's translation says.
     */
    say(now) {
        const {state, translated, left, total, failure} = now;
        const numbers = {translated, left, total};
        if (failure) {
            fail(this.message, failure);
        } else if (state === 'idle') {
            clear(this.message);
        } else {
            const done = left ? 'pagedoneleft' : 'pagedone';
            const keys = {running: 'pageworking', stopped: 'pagestopped', empty: 'pageempty', restored: 'pagerestored', done};
            write(this.message, keys[state], numbers);
        }
    }
}
