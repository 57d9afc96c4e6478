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
 * The texts of the plugin in German.
 *
 * @package    block_aitranslator
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

defined('MOODLE_INTERNAL') || die();

$string['accept'] = 'Annehmen';
$string['advanced'] = 'Erweitert';
$string['aitranslator:addinstance'] = 'Neuen Block „KI-Übersetzer“ hinzufügen';
$string['aitranslator:myaddinstance'] = 'Neuen Block „KI-Übersetzer“ im Dashboard hinzufügen';
$string['aitranslator:use'] = 'Mit dem Block „KI-Übersetzer“ übersetzen';
$string['cachedef_languages'] = 'Was der Übersetzungsdienst übersetzen kann';
$string['cachedef_translations'] = 'Übersetzungen des letzten Tages';
$string['causeother'] = '{$a->detail} Prüfen Sie die Adresse und dass keine Anmeldeseite und kein Proxy davorsteht.';
$string['causerefused'] = '{$a->detail} (Code {$a->code}, Anfrage {$a->id})';
$string['causeunreachable'] = 'Der Übersetzungsdienst ist von diesem Server aus nicht erreichbar: {$a->detail}';
$string['checkagain'] = 'Erneut prüfen';
$string['checkbad'] = 'Die Verbindung funktioniert noch nicht. Der erste fehlgeschlagene Schritt sagt, was zu tun ist.';
$string['checkconnection'] = 'Verbindung prüfen';
$string['checkgood'] = 'Die Verbindung funktioniert.';
$string['checkuntried'] = 'Was versucht wurde, funktioniert. Ein Schritt konnte nicht versucht werden; dort steht, warum.';
$string['choose'] = 'Sprache auswählen';
$string['clear'] = 'Leeren';
$string['codedamaged'] = 'Dieser Verbindungscode ist abgeschnitten oder wurde unterwegs verändert. Kopieren Sie ihn noch einmal vollständig.';
$string['codeother'] = 'Das ist kein Verbindungscode: Ein Verbindungscode beginnt mit „moodle-aws-1.“. Wer den Übersetzungsdienst betreibt, erzeugt einen mit „moodle-aws site add“.';
$string['codeothersite'] = 'Der Verbindungscode wurde für eine andere Adresse als das wwwroot dieser Website erzeugt. Die Kopie einer Website braucht einen eigenen Code.';
$string['codeothersitenow'] = 'Dieser Verbindungscode wurde für {$a->made} erzeugt, und die Adresse dieser Website ist {$a->site}. Bitten Sie um einen Code, der für {$a->site} erzeugt wurde.';
$string['codeotherversion'] = 'Dieser Verbindungscode hat eine neuere Form, als dieses Plugin lesen kann. Aktualisieren Sie das Plugin.';
$string['codeunreadable'] = 'Der Verbindungscode lässt sich nicht entschlüsseln: Die Website wurde ohne den Schlüssel in ihrem Datenverzeichnis umgezogen. Fügen Sie den Code noch einmal ein.';
$string['codeunusable'] = 'Der Inhalt dieses Verbindungscodes ist unbrauchbar. Bitten Sie um einen neuen.';
$string['connect'] = 'Übersetzungsdienst verbinden';
$string['connectintro'] = '<p>Fügen Sie den Verbindungscode ein, den Sie vom Betreiber des Übersetzungsdienstes bekommen haben, speichern Sie, und klicken Sie auf „Verbindung prüfen“. Mehr muss nicht eingestellt werden.</p>';
$string['connectioncode'] = 'Verbindungscode';
$string['connectioncodeinfo'] = 'Der Betreiber erzeugt ihn mit <code>moodle-aws site add --url {$a}</code>. Er enthält den Schlüssel der Website: Er wird verschlüsselt gespeichert und nicht wieder angezeigt.';
$string['consentmissing'] = 'Nehmen Sie zuerst die KI-Nutzungsregeln an.';
$string['consenttext'] = '<p>Was Sie übersetzen, wird an den Übersetzungsdienst unter <strong>{$a}</strong> gesendet, mit Ihrer Nutzernummer auf dieser Website, aber ohne Ihren Namen. Senden Sie keine personenbezogenen Daten. Übersetzt wird maschinell, und das Ergebnis kann falsch sein.</p>';
$string['consenttexttoken'] = '<p>Was Sie übersetzen, wird an den Übersetzungsdienst unter <strong>{$a}</strong> gesendet, mit einem Token, mit dem der Dienst diese Website fragt, wer Sie sind: Er erfährt Ihren Anmeldenamen und Ihren Namen. Senden Sie keine personenbezogenen Daten. Übersetzt wird maschinell, und das Ergebnis kann falsch sein.</p>';
$string['consenttitle'] = 'Vor dem Übersetzen';
$string['copytranslation'] = 'Kopieren';
$string['counter'] = '{$a->used} von {$a->most} Zeichen';
$string['decline'] = 'Ablehnen';
$string['declined'] = 'Es wurde nichts gesendet. Zum Übersetzen nehmen Sie die KI-Nutzungsregeln an.';
$string['endpoint'] = 'Adresse des Dienstes';
$string['endpointinfo'] = 'Zum Beispiel https://tool.example.';
$string['endpointinsecure'] = 'Diese Adresse ist einfaches http, und Tokens und Texte würden unverschlüsselt gesendet. Es muss https sein.';
$string['endpointinvalid'] = 'Das ist keine Adresse wie https://tool.example.';
$string['enginebusy'] = 'Der Übersetzungsdienst ist überlastet. Versuchen Sie es gleich noch einmal.';
$string['enginerefused'] = 'Der Übersetzungsdienst kann diesen Text nicht übersetzen. Versuchen Sie es mit einem anderen Teil des Textes.';
$string['engineunavailable'] = 'Der Übersetzungsdienst kann im Moment nichts übersetzen. Versuchen Sie es später noch einmal.';
$string['from'] = 'Ausgangssprache: {$a->source}, Zielsprache: {$a->target}.';
$string['fromrecognised'] = 'Ausgangssprache (erkannt): {$a->source}, Zielsprache: {$a->target}.';
$string['fromrecognisedvia'] = 'Ausgangssprache (erkannt): {$a->source}, Zielsprache: {$a->target}, über den Umweg {$a->via}.';
$string['fromvia'] = 'Ausgangssprache: {$a->source}, Zielsprache: {$a->target}, über den Umweg {$a->via}.';
$string['glossary'] = 'Glossar';
$string['glossaryinfo'] = 'Eine Zeile für jeden Begriff: <code>Begriff = Übersetzung</code> für alle Sprachen, oder <code>fr: Begriff = Übersetzung</code> für eine. Zeilen, die mit # beginnen, sind Notizen. Nur Sprachmodelle halten sich an ein Glossar.';
$string['glossaryline'] = 'Zeile {$a} des Glossars hat nicht die Form „Begriff = Übersetzung“ oder „fr: Begriff = Übersetzung“.';
$string['glossarylong'] = 'Zeile {$a} des Glossars hat einen Begriff oder eine Übersetzung mit mehr als 200 Zeichen.';
$string['glossarymany'] = 'Mit Zeile {$a} hat das Glossar mehr als 200 Begriffe für eine Sprache.';
$string['glossarytwice'] = 'Zeile {$a} des Glossars hat einen Begriff, der schon vorher da war.';
$string['goon'] = 'Fortsetzen';
$string['guestnotice'] = 'Melden Sie sich an, um zu übersetzen. Für Gäste ist es nicht möglich.';
$string['hostblocked'] = 'Die Einstellungen dieses Moodle blockieren den Übersetzungsdienst unter {$a}: Sein Host steht in der „Liste von geblockten Hosts für cURL“, oder sein Port steht nicht in der „Liste von erlaubten Ports für cURL“.';
$string['languageunknown'] = 'Die Sprache des Textes wurde nicht erkannt. Wählen Sie sie aus.';
$string['linkhttpsecurity'] = 'HTTP-Sicherheit';
$string['linksettings'] = 'Einstellungen';
$string['linkwebservices'] = 'Übersicht der Webservices';
$string['machinetranslation'] = 'Maschinelle Übersetzung: Sie kann falsch sein.';
$string['maxcharacters'] = 'Längster Text';
$string['maxcharactersinfo'] = 'Zeichen in einem Text. Seiten werden in Teilen gesendet und können länger sein.';
$string['mode'] = 'Wie Anfragen authentifiziert werden';
$string['modecode'] = 'Mit dem Verbindungscode';
$string['modeinfo'] = 'Mit dem Verbindungscode signiert das Plugin jede Anfrage, und Moodle braucht keine Webservices. Webservice-Tokens sind für Installationen des Dienstes, die nur die Adresse dieses Moodle kennen. Administrator/innen der Website können solche Tokens nicht von Moodle bekommen und deshalb in diesem Modus nicht übersetzen.';
$string['modetoken'] = 'Mit Webservice-Tokens der Nutzer/innen';
$string['needcreatetoken'] = 'Erlauben Sie „moodle/webservice:createtoken“ für die Rolle „Authentifizierte/r Nutzer/in“.';
$string['needrest'] = 'Aktivieren Sie das Protokoll REST.';
$string['needrestuse'] = 'Erlauben Sie „webservice/rest:use“ für die Rolle „Authentifizierte/r Nutzer/in“.';
$string['needservice'] = 'Aktivieren Sie den externen Service „AI translator“.';
$string['needwebservices'] = 'Aktivieren Sie die Webservices unter „Zusatzoptionen“.';
$string['noblock'] = 'Dieser Block ist nicht mehr hier oder wurde abgeschaltet. Laden Sie die Seite neu.';
$string['nopermissionnotice'] = 'Sie dürfen hier nicht übersetzen. Wenn Sie es brauchen, fragen Sie Ihre Lehrperson.';
$string['notarget'] = 'Wählen Sie die Sprache, in die übersetzt werden soll.';
$string['notconnected'] = 'Der Übersetzer ist noch nicht mit einem Übersetzungsdienst verbunden.';
$string['notconnectedadmin'] = 'Der Übersetzer ist noch nicht mit einem Übersetzungsdienst verbunden, oder die Verbindung ist nicht nutzbar. Personen ohne Administrationsrechte sehen nur, dass er nicht verbunden ist.';
$string['notext'] = 'Schreiben Sie zuerst einen Text oder fügen Sie einen ein.';
$string['offline'] = 'Die Website hat nicht geantwortet. Prüfen Sie Ihre Verbindung und versuchen Sie es dann noch einmal.';
$string['otherlanguages'] = 'Andere Sprachen';
$string['pagecount'] = '{$a->done} von {$a->total} Teilen';
$string['pagedone'] = 'Übersetzte Teile der Seite: {$a->translated}.';
$string['pagedoneleft'] = 'Übersetzte Teile der Seite: {$a->translated}. Unverändert: {$a->left}.';
$string['pageempty'] = 'Auf dieser Seite gibt es nichts zu übersetzen.';
$string['pagerestored'] = 'Die Seite ist wieder in ihrer ursprünglichen Sprache.';
$string['pagestopped'] = 'Angehalten. Übersetzte Teile der Seite: {$a->translated} von {$a->total}.';
$string['pageworking'] = 'Die Seite wird übersetzt.';
$string['pairunsupported'] = 'Zwischen diesen Sprachen übersetzt der Dienst nicht. Wählen Sie eine andere.';
$string['pluginname'] = 'KI-Übersetzer';
$string['privacy:metadata:core_ai'] = 'Ob eine Person die KI-Nutzungsregeln angenommen hat, speichert das KI-Subsystem von Moodle.';
$string['privacy:metadata:translation_service'] = 'Texte, die eine Person übersetzt, werden an den Übersetzungsdienst gesendet, den die Administration verbunden hat.';
$string['privacy:metadata:translation_service:site'] = 'Die Adresse dieses Moodle.';
$string['privacy:metadata:translation_service:texts'] = 'Die zu übersetzenden Texte und ihre Sprachen.';
$string['privacy:metadata:translation_service:token'] = 'Im Modus mit Webservice-Tokens: das Token der Person, mit dem der Dienst Moodle fragt, wem es gehört, und so Anmeldename und Name erfährt.';
$string['privacy:metadata:translation_service:userid'] = 'Die Nummer der Person in diesem Moodle, mit der der Dienst zählt, was die Person übersetzt.';
$string['quotareached'] = 'Sie haben im Moment so viel übersetzt, wie Sie dürfen. Wartezeit bis zum nächsten Versuch: {$a}.';
$string['recognise'] = 'Sprache erkennen';
$string['reload'] = 'Seite neu laden';
$string['retry'] = 'Noch einmal versuchen';
$string['selectionnone'] = 'Markieren Sie zuerst Text auf der Seite.';
$string['sentto'] = 'Was Sie übersetzen, wird an {$a} gesendet.';
$string['servicelimit'] = 'Das ist mehr Text, als der Übersetzungsdienst auf einmal annimmt. Übersetzen Sie einen kürzeren Teil.';
$string['servicerefused'] = 'Der Übersetzungsdienst nimmt keine Anfragen dieser Website an. Sagen Sie es der Administration Ihrer Website.';
$string['serviceunreachable'] = 'Der Übersetzungsdienst ist im Moment nicht erreichbar. Versuchen Sie es später noch einmal.';
$string['sessionexpired'] = 'Ihre Sitzung ist abgelaufen. Kopieren Sie, was Sie behalten möchten, laden Sie dann die Seite neu und melden Sie sich an.';
$string['showoriginal'] = 'Original anzeigen';
$string['sitelanguages'] = 'Sprachen dieser Website';
$string['sitequotareached'] = 'Diese Website hat im Moment so viel übersetzt, wie sie darf. Wartezeit bis zum nächsten Versuch: {$a}.';
$string['siterequestsperhour'] = 'Anfragen der ganzen Website pro Stunde';
$string['siterequestsperhourinfo'] = '0: keine Begrenzung durch Moodle. Der Dienst hat eigene Begrenzungen.';
$string['sourcelanguage'] = 'Übersetzen aus';
$string['stepengine'] = 'Übersetzungsmaschine';
$string['stepenginenone'] = 'Der Dienst hat keine Übersetzungsmaschine mit mindestens zwei Sprachen. Sein Betreiber muss eine einrichten.';
$string['stepengineok'] = '{$a->model}, {$a->count} Sprachen.';
$string['stepfailed'] = 'Fehlgeschlagen';
$string['stephost'] = 'HTTP-Sicherheit von Moodle';
$string['stephostok'] = 'Anfragen an {$a} sind erlaubt.';
$string['stepok'] = 'Funktioniert';
$string['stepservice'] = 'Übersetzungsdienst';
$string['stepserviceok'] = 'Er antwortet und nimmt die Anfragen dieser Website an ({$a} ms).';
$string['stepsettings'] = 'Einstellungen der Verbindung';
$string['stepsettingsok'] = 'Der Dienst ist unter {$a}.';
$string['stepskipped'] = 'Nicht versucht';
$string['steptranslation'] = 'Eine Übersetzung';
$string['steptranslationok'] = '„{$a->original}“ von {$a->source} nach {$a->target}: „{$a->text}“ ({$a->time} ms).';
$string['stepwebservices'] = 'Webservices von Moodle';
$string['stepwebservicesok'] = 'Sie sind aktiviert, und Nutzer/innen können Tokens bekommen.';
$string['stop'] = 'Anhalten';
$string['swap'] = 'Sprachen tauschen';
$string['swapimpossible'] = 'Diese Übersetzung ist nur in einer Richtung möglich.';
$string['swapunknown'] = 'Zum Tauschen wählen Sie die Sprache des Textes aus oder übersetzen Sie ihn zuerst.';
$string['targetlanguage'] = 'Übersetzen in';
$string['taskforget'] = 'Übersetzungen des letzten Tages vergessen';
$string['text'] = 'Zu übersetzender Text';
$string['texttoolong'] = 'Der Text hat {$a->length} Zeichen, erlaubt sind {$a->most}. Übersetzen Sie einen kürzeren Teil.';
$string['tokenadmin'] = 'Administrator/innen der Website können keine Tokens der Webservices von Moodle bekommen und deshalb in diesem Modus nicht übersetzen. Verbinden Sie die Website stattdessen mit einem Verbindungscode, oder versuchen Sie es mit einem anderen Nutzerkonto.';
$string['tokenrefused'] = 'Moodle gibt Ihnen kein Token für den Übersetzungsdienst. Sagen Sie es der Administration Ihrer Website.';
$string['tokenserviceoff'] = 'Der Übersetzungsdienst ist so eingerichtet, dass er die Webservices von Moodle nutzt, und diese oder der Service „AI translator“ sind deaktiviert. Sagen Sie es der Administration Ihrer Website.';
$string['toolong'] = 'Der Text hat mehr als {$a} Zeichen. Kürzen Sie ihn oder übersetzen Sie ihn in Teilen.';
$string['toomanyatonce'] = 'Von Ihnen laufen schon mehrere Übersetzungen. Versuchen Sie es noch einmal, wenn eine davon fertig ist.';
$string['translate'] = 'Übersetzen';
$string['translatekey'] = 'Strg+Eingabe im Text bewirkt dasselbe';
$string['translatepage'] = 'Diese Seite übersetzen';
$string['translateselection'] = 'Auswahl übersetzen';
$string['use'] = 'Nutzung';
$string['userrequestsperhour'] = 'Anfragen einer Person pro Stunde';
$string['userrequestsperhourinfo'] = 'Ein Text ist eine Anfrage; eine Seite mit vierzig Absätzen braucht ungefähr vier. Was schon übersetzt wurde, zählt nicht. 0: keine Begrenzung durch Moodle.';
$string['withdetail'] = '{$a->message} Für die Administration: {$a->detail}';
$string['working'] = 'Bitte warten …';
