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
 * The languages of a block: which there are, which go together, and how they are offered.
 *
 * @module     block_aitranslator/languages
 * @copyright  2026 moodle-aws contributors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

import {getString} from 'core/str';
import {getLanguages} from 'block_aitranslator/repository';

/** What the site said, by context; the blocks of a context ask once. */
const loaded = new Map();

/**
 * What can be translated.
 *
 * @param {Number} contextid The block's context.
 * @param {String} [known] The same as JSON, where the page has it already.
 * @return {Promise<Object>} As block_aitranslator_languages returns it.
 */
export const load = (contextid, known) => {
    if (!loaded.has(contextid)) {
        const asked = known ? Promise.resolve(JSON.parse(known)) : Promise.resolve(getLanguages(contextid));
        loaded.set(contextid, asked);
        // A failure is not remembered, so that trying again asks again.
        asked.catch(() => loaded.delete(contextid));
    }
    return loaded.get(contextid);
};

/**
 * The language of a tag; a tag with a region or script finds its language.
 *
 * @param {Object} known What `load` gave.
 * @param {String} tag A language tag.
 * @return {Object|undefined} The language.
 */
export const find = (known, tag) => known.languages.find(language => language.tag === tag)
    ?? known.languages.find(language => language.tag === tag.split('-')[0]);

/**
 * Whether texts of one language can be translated to another.
 *
 * @param {Object} known What `load` gave.
 * @param {String} source A tag; empty for a language to recognise.
 * @param {String} target A tag.
 * @return {Boolean} Whether.
 */
export const reaches = (known, source, target) => {
    if (source === target) {
        return false;
    }
    return known.anypair || known.pairs.some(pair => (source === '' || pair.source === source) && pair.target === target);
};

/**
 * The name of the language that a translation goes through.
 *
 * @param {Object} known What `load` gave.
 * @param {String} source A tag.
 * @param {String} target A tag.
 * @return {String} The name; empty where there is none.
 */
export const via = (known, source, target) => {
    const tag = known.pairs.find(pair => pair.source === source && pair.target === target)?.via;
    return tag ? find(known, tag)?.name ?? tag : '';
};

/**
 * Options of some languages, under a heading.
 *
 * @param {Object[]} languages The languages.
 * @param {String} label The heading.
 * @return {HTMLElement[]} One group, or none.
 */
const group = (languages, label) => {
    if (!languages.length) {
        return [];
    }
    const made = document.createElement('optgroup');
    made.label = label;
    made.append(...languages.map(language => new Option(language.name, language.tag)));
    return [made];
};

/**
 * Fills the two selects.
 *
 * @param {Object} known What `load` gave.
 * @param {HTMLSelectElement} source Where the language of the text is chosen.
 * @param {HTMLSelectElement} target Where the language to translate to is chosen.
 * @return {Promise<void>}
 */
export const fill = async(known, source, target) => {
    const [recognise, ofsite, others] = await Promise.all(
        ['recognise', 'sitelanguages', 'otherlanguages'].map(key => getString(key, 'block_aitranslator'))
    );
    const groups = () => [
        ...group(known.languages.filter(language => language.site), ofsite),
        ...group(known.languages.filter(language => !language.site), others),
    ];
    source.replaceChildren(new Option(recognise, ''), ...groups());
    target.replaceChildren(...groups());
    target.value = find(known, known.preferred)?.tag ?? known.languages[0]?.tag ?? '';
    limit(known, source, target);
};

/**
 * Disables the targets that the chosen source does not reach; a target that was chosen and is not reached gives way to
 * the first that is.
 *
 * @param {Object} known What `load` gave.
 * @param {HTMLSelectElement} source Where the language of the text is chosen.
 * @param {HTMLSelectElement} target Where the language to translate to is chosen.
 */
export const limit = (known, source, target) => {
    for (const option of target.options) {
        option.disabled = !reaches(known, source.value, option.value);
    }
    const chosen = target.selectedOptions[0];
    if (!chosen || chosen.disabled) {
        const possible = [...target.options].find(option => !option.disabled);
        target.value = possible ? possible.value : '';
    }
};
