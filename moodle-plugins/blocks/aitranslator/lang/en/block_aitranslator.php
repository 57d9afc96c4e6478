<?php
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
 * Strings of the translator, in English.
 *
 * @package    block_aitranslator
 * @copyright  2026 moodle-aws contributors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

defined('MOODLE_INTERNAL') || die();

$string['accept'] = 'Accept';
$string['checkagain'] = 'Check again';
$string['checkbad'] = 'The connection does not work yet. The first step that failed says what to do.';
$string['checkgood'] = 'The connection works.';
$string['choose'] = 'Choose a language';
$string['clear'] = 'Clear';
$string['consenttitle'] = 'Before you translate';
$string['copytranslation'] = 'Copy';
$string['counter'] = '{$a->used} of {$a->most} characters';
$string['decline'] = 'Decline';
$string['declined'] = 'Nothing was sent. To translate, accept the policy.';
$string['from'] = 'From {$a->source} to {$a->target}.';
$string['fromrecognised'] = 'From {$a->source} (recognised) to {$a->target}.';
$string['fromrecognisedvia'] = 'From {$a->source} (recognised) to {$a->target}, by way of {$a->via}.';
$string['fromvia'] = 'From {$a->source} to {$a->target}, by way of {$a->via}.';
$string['goon'] = 'Go on';
$string['machinetranslation'] = 'Machine translation: it can be wrong.';
$string['notarget'] = 'Choose the language to translate to.';
$string['notext'] = 'Write or paste a text first.';
$string['offline'] = 'The site did not answer. Check your connection, then try again.';
$string['otherlanguages'] = 'Other languages';
$string['pagecount'] = '{$a->done} of {$a->total} parts';
$string['pagedone'] = 'Parts of the page translated: {$a->translated}.';
$string['pagedoneleft'] = 'Parts of the page translated: {$a->translated}. Left as they were: {$a->left}.';
$string['pageempty'] = 'There is nothing to translate on this page.';
$string['pagerestored'] = 'The page is in its original language again.';
$string['pagestopped'] = 'Stopped. Parts of the page translated: {$a->translated} of {$a->total}.';
$string['pageworking'] = 'The page is being translated.';
$string['recognise'] = 'Recognise the language';
$string['reload'] = 'Reload the page';
$string['retry'] = 'Try again';
$string['selectionnone'] = 'Select some text on the page first.';
$string['sentto'] = 'What you translate is sent to {$a}.';
$string['sessionexpired'] = 'Your session has ended. Copy what you want to keep, then reload the page and log in.';
$string['showoriginal'] = 'Show the original';
$string['sitelanguages'] = 'Languages of this site';
$string['sourcelanguage'] = 'From';
$string['stepfailed'] = 'Failed';
$string['stepok'] = 'Works';
$string['stepskipped'] = 'Not tried';
$string['stop'] = 'Stop';
$string['swap'] = 'Swap the languages';
$string['swapimpossible'] = 'This translation is possible in one direction only.';
$string['swapunknown'] = 'To swap, choose the language of the text, or translate it first.';
$string['targetlanguage'] = 'To';
$string['text'] = 'Text to translate';
$string['toolong'] = 'The text is longer than {$a} characters. Shorten it, or translate it in parts.';
$string['translate'] = 'Translate';
$string['translatekey'] = 'Ctrl+Enter in the text does the same';
$string['translatepage'] = 'Translate this page';
$string['translateselection'] = 'Translate selection';
$string['working'] = 'Please wait…';
