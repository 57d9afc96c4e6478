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
 * The translation of the page: one at a time, whichever block of the page began it.
 *
 * @module     block_aitranslator/page
 * @copyright  2026 moodle-aws contributors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

import {classify, translate} from 'block_aitranslator/repository';
import {apply, find, restore} from 'block_aitranslator/units';

/** Small calls show something soon, and lose little when one fails. */
const MOST_UNITS = 12;
const MOST_CHARACTERS = 4000;

/** Calls at a time. */
const CALLS = 2;

/** A translation of the page, from its beginning until the original is back. */
export class PageTranslation {
    constructor() {
        this.listeners = new Set();
        this.set('idle');
        this.forget();
    }

    /** Forgets a translation. */
    forget() {
        this.request = null;
        this.total = 0;
        this.left = 0;
        this.applied = [];
        this.pending = new Set();
        this.run = null;
        this.failure = null;
    }

    /**
     * Tells of every change.
     *
     * @param {Function} listener Called after each.
     * @return {Function} Ends that.
     */
    subscribe(listener) {
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
    }

    /**
     * Says what there is to show.
     *
     * @return {{state: String, total: Number, translated: Number, left: Number, failure: Object|null}} The state is `idle`,
     *     `running`, `stopped` (cancelled, or by a failure), `done`, `empty` (there was nothing) or `restored`.
     */
    snapshot() {
        return {
            state: this.state, total: this.total, translated: this.applied.length, left: this.left, failure: this.failure,
        };
    }

    /**
     * Enters a state and tells the listeners.
     *
     * @param {String} state The state.
     */
    set(state) {
        this.state = state;
        this.listeners.forEach(listener => listener());
    }

    /**
     * Begins, unless there is a translation already.
     *
     * @param {Element} root What to translate.
     * @param {Object} request How.
     * @param {Number} request.contextid The context of the block that asks.
     * @param {String} request.source The language of the page; empty to recognise it.
     * @param {{tag: String, dir: String}} request.target The language to translate to.
     * @param {Object} request.limits What the service takes: `texts`, `characterspertext`, `characterspercall`.
     * @return {Promise<void>} Settled when it ends or stops.
     */
    async start(root, request) {
        if (this.state === 'running' || this.applied.length) {
            return;
        }
        this.forget();
        this.set('idle');
        this.request = request;
        const units = find(root);
        const fitting = units.filter(unit => unit.length <= request.limits.characterspertext);
        this.total = units.length;
        this.left = units.length - fitting.length;
        this.pending = new Set(fitting);
        if (units.length) {
            await this.go();
        } else {
            this.set('empty');
        }
    }

    /**
     * Translates what is left to translate.
     *
     * @return {Promise<void>} Settled when it ends or stops.
     */
    async go() {
        if (this.state === 'running') {
            return;
        }
        const run = {taken: new Set(), failure: null};
        this.run = run;
        this.failure = null;
        this.set('running');
        await Promise.all(Array.from({length: CALLS}, () => this.work(run)));
        if (this.run === run) {
            this.run = null;
            this.failure = run.failure;
            this.set(run.failure ? 'stopped' : 'done');
        }
    }

    /** Stops; what is done stays, and what is on its way is not used. */
    cancel() {
        if (this.state === 'running') {
            this.run = null;
            this.set('stopped');
        }
    }

    /** Puts the original back. */
    restore() {
        [...this.applied].reverse().forEach(restore);
        this.forget();
        this.set('restored');
    }

    /**
     * Whether a run goes on.
     *
     * @param {Object} run The run.
     * @return {Boolean} Whether.
     */
    goesOn(run) {
        return this.run === run && !run.failure;
    }

    /**
     * Translates batch after batch.
     *
     * @param {Object} run The run.
     */
    async work(run) {
        for (let batch = this.next(run); batch.length; batch = this.next(run)) {
            await this.attempt(run, batch);
        }
    }

    /**
     * Takes the next units, as many as fit into a call.
     *
     * @param {Object} run The run.
     * @return {Object[]} The units; none if the run is over.
     */
    next(run) {
        const batch = [];
        if (!this.goesOn(run)) {
            return batch;
        }
        const {limits} = this.request;
        const most = Math.min(MOST_CHARACTERS, limits.characterspercall);
        let characters = 0;
        for (const unit of this.pending) {
            if (run.taken.has(unit)) {
                continue;
            }
            characters += unit.length;
            if (batch.length && (characters > most || batch.length >= Math.min(MOST_UNITS, limits.texts))) {
                break;
            }
            batch.push(unit);
            run.taken.add(unit);
        }
        return batch;
    }

    /**
     * Translates a batch.
     *
     * @param {Object} run The run.
     * @param {Object[]} batch The units.
     */
    async attempt(run, batch) {
        const {contextid, source, target} = this.request;
        let translations;
        try {
            const texts = batch.map(unit => unit.html);
            ({translations} = await translate(contextid, {texts, target: target.tag, source, format: 'html'}));
        } catch (error) {
            await this.cope(run, batch, classify(error));
            return;
        }
        if (this.run === run) {
            batch.forEach((unit, index) => this.settle(unit, apply(unit, translations[index]?.text, target)));
            this.set('running');
        }
    }

    /**
     * Copes with a call that failed.
     *
     * @param {Object} run The run.
     * @param {Object[]} batch The units.
     * @param {Object} failure Why.
     */
    async cope(run, batch, failure) {
        if (this.run !== run) {
            return;
        }
        if (!failure.ofonetext) {
            // The first failure is the one to tell.
            run.failure = run.failure ?? failure;
        } else if (batch.length === 1) {
            this.settle(batch[0], false);
            this.set('running');
        } else {
            for (const unit of batch) {
                if (this.goesOn(run)) {
                    await this.attempt(run, [unit]);
                }
            }
        }
    }

    /**
     * Takes note of a unit that needs no more work.
     *
     * @param {Object} unit The unit.
     * @param {Boolean} translated Whether it is translated.
     */
    settle(unit, translated) {
        this.pending.delete(unit);
        if (translated) {
            this.applied.push(unit);
        } else {
            this.left++;
        }
    }
}

/** The one of this page. */
export const page = new PageTranslation();
