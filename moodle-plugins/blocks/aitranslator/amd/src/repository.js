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
 * What the block asks of Moodle, and what an error of it means.
 *
 * @module     block_aitranslator/repository
 * @copyright  2026 moodle-aws contributors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

import {call as fetchMany} from 'core/ajax';

/** Error codes of a session that has ended. */
const SESSION_ENDED = ['servicerequireslogin', 'invalidsesskey', 'requireloginerror', 'sessiontimeout'];

/** Error codes after which the same call would fail again. */
const FINAL = ['nopermissions', 'noblock', 'notconnected', 'texttoolong'];

/** Error codes that may concern one text of a call only. */
const OF_ONE_TEXT = ['enginerefused', 'languageunknown', 'pairunsupported', 'servicelimit', 'texttoolong'];

/**
 * Calls an external function.
 *
 * The call does not prolong the session: otherwise core/ajax would answer an ended session by leaving the page, and what
 * the student has written would be lost.
 *
 * @param {String} methodname Its name.
 * @param {Object} args Its arguments.
 * @return {Promise<Object>} What it returns.
 */
const ask = (methodname, args) => fetchMany([{methodname, args}], true, true, true)[0];

/**
 * What can be translated, and how much at a time.
 *
 * @param {Number} contextid The block's context.
 * @return {Promise<Object>} Languages, pairs and limits.
 */
export const getLanguages = contextid => ask('block_aitranslator_languages', {contextid});

/**
 * Translates texts.
 *
 * @param {Number} contextid The block's context.
 * @param {Object} request What to translate.
 * @param {String[]} request.texts The texts.
 * @param {String} request.target The language to translate to.
 * @param {String} request.source The language of the texts; empty to recognise it.
 * @param {String} request.format `text` or `html`.
 * @return {Promise<Object>} The translations, in order.
 */
export const translate = (contextid, {texts, target, source, format}) =>
    ask('block_aitranslator_translate', {contextid, texts, target, source, format});

/**
 * What an error of a call means for the student.
 *
 * @param {*} error What the call was rejected with: an exception of Moodle, or whatever jQuery tells of a failed request.
 * @return {{kind: String, code: String, message: String, retry: Boolean, ofonetext: Boolean}} `kind` is `service` (show
 *     the message), `session` (it has ended) or `offline` (there was no answer of Moodle).
 */
export const classify = error => {
    const code = error?.errorcode ?? '';
    // When the whole request fails, Moodle gives the message as `error`.
    const message = [error?.message, error?.error].find(text => typeof text === 'string' && text !== '') ?? '';
    let kind = 'service';
    if (SESSION_ENDED.includes(code)) {
        kind = 'session';
    } else if (code === '' || message === '') {
        kind = 'offline';
    }
    return {kind, code, message, retry: kind !== 'session' && !FINAL.includes(code), ofonetext: OF_ONE_TEXT.includes(code)};
};
