<?php
// This file is part of Moodle - https://moodle.org/
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
// along with Moodle.  If not, see <https://www.gnu.org/licenses/>.

/**
 * The texts of the plugin in English.
 *
 * @package    block_aitranslator
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

defined('MOODLE_INTERNAL') || die();

$string['accept'] = 'Accept';
$string['advanced'] = 'Advanced';
$string['aitranslator:addinstance'] = 'Add an AI translator block';
$string['aitranslator:myaddinstance'] = 'Add an AI translator block to the Dashboard';
$string['aitranslator:use'] = 'Translate with the AI translator block';
$string['cachedef_languages'] = 'What the translation service can translate';
$string['cachedef_translations'] = 'Translations made in the last day';
$string['causeother'] = '{$a->detail} Check the address, and that no login page or proxy stands before it.';
$string['causerefused'] = '{$a->detail} (code {$a->code}, request {$a->id})';
$string['causeunreachable'] = 'The translation service cannot be reached from this server: {$a->detail}';
$string['checkagain'] = 'Check again';
$string['checkbad'] = 'The connection does not work yet. The first step that failed says what to do.';
$string['checkconnection'] = 'Check connection';
$string['checkgood'] = 'The connection works.';
$string['checkuntried'] = 'What was tried works. One step could not be tried; it says why.';
$string['choose'] = 'Choose a language';
$string['clear'] = 'Clear';
$string['codedamaged'] = 'This connection code is cut off or was changed on the way. Copy the whole of it again.';
$string['codeother'] = 'This is no connection code: one begins with “moodle-aws-1.”. The operator of the translation service makes one with “moodle-aws site add”.';
$string['codeothersite'] = 'The connection code was made for another address than this site’s wwwroot. A copy of a site needs a code of its own.';
$string['codeothersitenow'] = 'This connection code was made for {$a->made}, and this site’s address is {$a->site}. Ask for a code that was made for {$a->site}.';
$string['codeotherversion'] = 'This connection code has a newer form than this plugin can read. Update the plugin.';
$string['codeunreadable'] = 'The connection code cannot be decrypted: the site was moved without the key in its data folder. Paste the code again.';
$string['codeunusable'] = 'This connection code has no usable contents. Ask for a new one.';
$string['connect'] = 'Connect the translation service';
$string['connectintro'] = '<p>Paste the connection code that the operator of the translation service gave you, save, and press “Check connection”. Nothing else needs to be set.</p>';
$string['connectioncode'] = 'Connection code';
$string['connectioncodeinfo'] = 'The operator makes it with <code>moodle-aws site add --url {$a}</code>. It holds the site’s key: it is kept encrypted and not shown again.';
$string['consentmissing'] = 'Accept the policy first.';
$string['consenttext'] = '<p>What you translate is sent to the translation service at <strong>{$a}</strong>, with your number in this site, but without your name. Do not send personal data. A machine translates, and it can be wrong.</p>';
$string['consenttexttoken'] = '<p>What you translate is sent to the translation service at <strong>{$a}</strong>, with a token by which the service asks this site who you are: it learns your user name and your name. Do not send personal data. A machine translates, and it can be wrong.</p>';
$string['consenttitle'] = 'Before you translate';
$string['copytranslation'] = 'Copy';
$string['counter'] = '{$a->used} of {$a->most} characters';
$string['decline'] = 'Decline';
$string['declined'] = 'Nothing was sent. To translate, accept the policy.';
$string['endpoint'] = 'Address of the service';
$string['endpointinfo'] = 'Such as https://tool.example.';
$string['endpointinsecure'] = 'This address is plain http, and tokens and texts would be sent in the clear. It must be https.';
$string['endpointinvalid'] = 'This is no address such as https://tool.example.';
$string['enginebusy'] = 'The translation service has too much to do. Try again in a moment.';
$string['enginerefused'] = 'The translation service cannot translate this text. Try another part of it.';
$string['engineunavailable'] = 'The translation service has no translation at the moment. Try again later.';
$string['from'] = 'From {$a->source} to {$a->target}.';
$string['fromrecognised'] = 'From {$a->source} (recognised) to {$a->target}.';
$string['fromrecognisedvia'] = 'From {$a->source} (recognised) to {$a->target}, by way of {$a->via}.';
$string['fromvia'] = 'From {$a->source} to {$a->target}, by way of {$a->via}.';
$string['glossary'] = 'Glossary';
$string['glossaryinfo'] = 'One line for each term: <code>term = translation</code> for every language, or <code>fr: term = translation</code> for one. Lines that begin with # are notes. Only language models follow a glossary.';
$string['glossaryline'] = 'Line {$a} of the glossary is not of the form “term = translation” or “fr: term = translation”.';
$string['glossarylong'] = 'Line {$a} of the glossary has a term or a translation with more than 200 characters.';
$string['glossarymany'] = 'With line {$a} the glossary has more than 200 terms for one language.';
$string['glossarytwice'] = 'Line {$a} of the glossary has a term that was there before.';
$string['goon'] = 'Go on';
$string['guestnotice'] = 'Log in to translate. Guests cannot.';
$string['hostblocked'] = 'This Moodle’s own settings block the translation service at {$a}: its host is among the “cURL blocked hosts”, or its port is not among the “cURL allowed ports”.';
$string['languageunknown'] = 'The language of the text was not recognised. Choose it.';
$string['linkhttpsecurity'] = 'HTTP security';
$string['linksettings'] = 'Settings';
$string['linkwebservices'] = 'Web services overview';
$string['machinetranslation'] = 'Machine translation: it can be wrong.';
$string['maxcharacters'] = 'Longest text';
$string['maxcharactersinfo'] = 'Characters in one text. Pages are sent in parts and can be longer.';
$string['mode'] = 'How calls are authenticated';
$string['modecode'] = 'With the connection code';
$string['modeinfo'] = 'With the connection code the plugin signs each call, and Moodle needs no web services. Web-service tokens are for stacks that know this Moodle’s address only. Site administrators cannot get such tokens from Moodle, so they cannot translate in that mode.';
$string['modetoken'] = 'With web-service tokens of the users';
$string['needcreatetoken'] = 'Allow “moodle/webservice:createtoken” to the role Authenticated user.';
$string['needrest'] = 'Enable the REST protocol.';
$string['needrestuse'] = 'Allow “webservice/rest:use” to the role Authenticated user.';
$string['needservice'] = 'Enable the external service “AI translator”.';
$string['needwebservices'] = 'Enable web services under Advanced features.';
$string['noblock'] = 'This block is no longer here, or was switched off. Reload the page.';
$string['nopermissionnotice'] = 'You are not allowed to translate here. Ask your teacher if you need it.';
$string['notarget'] = 'Choose the language to translate to.';
$string['notconnected'] = 'The translator is not connected to a translation service yet.';
$string['notconnectedadmin'] = 'The translator is not connected to a translation service yet, or the connection cannot be used. People without administration rights see only that it is not connected.';
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
$string['pairunsupported'] = 'The service does not translate between these languages. Choose another one.';
$string['pluginname'] = 'AI translator';
$string['privacy:metadata:core_ai'] = 'Whether a person has accepted the AI policy is kept by Moodle’s AI subsystem.';
$string['privacy:metadata:translation_service'] = 'Texts that a person translates are sent to the translation service that the administrator has connected.';
$string['privacy:metadata:translation_service:site'] = 'The address of this Moodle.';
$string['privacy:metadata:translation_service:texts'] = 'The texts to translate, and their languages.';
$string['privacy:metadata:translation_service:token'] = 'In the mode with web-service tokens: the person’s token, by which the service asks Moodle whose it is, and learns the user name and the name.';
$string['privacy:metadata:translation_service:userid'] = 'The person’s number in this Moodle, by which the service counts what the person translates.';
$string['quotareached'] = 'You have translated as much as you may for now. Try again in {$a}.';
$string['recognise'] = 'Recognise the language';
$string['reload'] = 'Reload the page';
$string['retry'] = 'Try again';
$string['selectionnone'] = 'Select some text on the page first.';
$string['sentto'] = 'What you translate is sent to {$a}.';
$string['servicelimit'] = 'This is more text than the translation service takes at once. Translate a shorter part.';
$string['servicerefused'] = 'The translation service does not take calls of this site. Tell your site’s administrator.';
$string['serviceunreachable'] = 'The translation service cannot be reached at the moment. Try again later.';
$string['sessionexpired'] = 'Your session has ended. Copy what you want to keep, then reload the page and log in.';
$string['showoriginal'] = 'Show the original';
$string['sitelanguages'] = 'Languages of this site';
$string['sitequotareached'] = 'This site has translated as much as it may for now. Try again in {$a}.';
$string['siterequestsperhour'] = 'Requests of the whole site in an hour';
$string['siterequestsperhourinfo'] = '0: no limit by Moodle. The service has limits of its own.';
$string['sourcelanguage'] = 'From';
$string['stepengine'] = 'Translation engine';
$string['stepenginenone'] = 'The service has no translation engine with at least two languages. Its operator sets one up.';
$string['stepengineok'] = '{$a->model}, {$a->count} languages.';
$string['stepfailed'] = 'Failed';
$string['stephost'] = 'Moodle’s HTTP security';
$string['stephostok'] = 'Calls to {$a} are allowed.';
$string['stepok'] = 'Works';
$string['stepservice'] = 'Translation service';
$string['stepserviceok'] = 'It answers and takes this site’s calls ({$a} ms).';
$string['stepsettings'] = 'Connection settings';
$string['stepsettingsok'] = 'The service is at {$a}.';
$string['stepskipped'] = 'Not tried';
$string['steptranslation'] = 'A translation';
$string['steptranslationok'] = '“{$a->original}” from {$a->source} to {$a->target}: “{$a->text}” ({$a->time} ms).';
$string['stepwebservices'] = 'Moodle’s web services';
$string['stepwebservicesok'] = 'They are switched on, and people can get tokens.';
$string['stop'] = 'Stop';
$string['swap'] = 'Swap the languages';
$string['swapimpossible'] = 'This translation is possible in one direction only.';
$string['swapunknown'] = 'To swap, choose the language of the text, or translate it first.';
$string['targetlanguage'] = 'To';
$string['taskforget'] = 'Forget the translations of the last day';
$string['text'] = 'Text to translate';
$string['texttoolong'] = 'The text has {$a->length} characters, and {$a->most} are allowed. Translate a shorter part.';
$string['tokenadmin'] = 'Site administrators cannot get tokens of Moodle’s web services, so they cannot translate in this mode. Connect the site with a connection code instead, or try as another user.';
$string['tokenrefused'] = 'Moodle gives you no token for the translation service. Tell your site’s administrator.';
$string['tokenserviceoff'] = 'The translation service is set up to use Moodle’s web services, and these or the service “AI translator” are switched off. Tell your site’s administrator.';
$string['toolong'] = 'The text is longer than {$a} characters. Shorten it, or translate it in parts.';
$string['toomanyatonce'] = 'You have several translations on their way. Try again when one of them is done.';
$string['translate'] = 'Translate';
$string['translatekey'] = 'Ctrl+Enter in the text does the same';
$string['translatepage'] = 'Translate this page';
$string['translateselection'] = 'Translate selection';
$string['use'] = 'Use';
$string['userrequestsperhour'] = 'Requests of a person in an hour';
$string['userrequestsperhourinfo'] = 'A text is one request; a page of forty paragraphs takes about four. What was translated before is free. 0: no limit by Moodle.';
$string['withdetail'] = '{$a->message} For administrators: {$a->detail}';
$string['working'] = 'Please wait…';
