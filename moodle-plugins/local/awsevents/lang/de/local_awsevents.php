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
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

defined('MOODLE_INTERNAL') || die();

$string['accesskey'] = 'ID des Zugriffsschlüssels';
$string['accesskeyinfo'] = 'Von einem Benutzer, der nichts darf als <code>events:PutEvents</code> auf diesem Bus. Besser ist eine Rolle des Servers: Dann gibt es keinen Schlüssel, der gestohlen werden kann.';
$string['accesskeyinvalid'] = 'Das ist keine ID eines Zugriffsschlüssels wie AKIAIOSFODNN7EXAMPLE.';
$string['adviceaccess'] = 'AWS lässt diese Zugangsdaten keine Ereignisse auf diesen Bus legen: Erlauben Sie dort events:PutEvents in der Richtlinie der Rolle oder des Benutzers.';
$string['advicebus'] = 'In dieser Region gibt es keinen solchen Ereignisbus: Prüfen Sie „Ereignisbus“ und „Region“ in den Einstellungen.';
$string['advicebusy'] = 'AWS hat gerade zu viel zu tun, oder die Grenze des Kontos ist erreicht. Die Ereignisse warten und werden wieder versucht.';
$string['advicecertificate'] = 'Dem Zertifikat der aufgerufenen Adresse kann nicht vertraut werden: Prüfen Sie „Andere Adresse von EventBridge“, und dass kein Proxy auf dem Weg es ändert.';
$string['adviceclock'] = 'Die Uhr dieses Servers geht falsch: Schalten Sie NTP ein.';
$string['advicecode'] = 'Der Dienst nimmt den Schlüssel dieser Website nicht an: Bitten Sie seinen Betreiber um einen neuen Verbindungscode, und fügen Sie ihn in die Einstellungen ein.';
$string['advicecredentials'] = 'Auf diesem Server wurden keine Zugangsdaten gefunden: Geben Sie ihm eine Rolle, oder wählen Sie in den Einstellungen unter „Zugangsdaten“ „Ein Zugriffsschlüssel“.';
$string['advicekey'] = 'AWS kennt diesen Zugriffsschlüssel nicht: Prüfen Sie „ID des Zugriffsschlüssels“ in den Einstellungen, und dass der Schlüssel nicht gelöscht wurde.';
$string['advicename'] = 'Die Adresse von EventBridge gibt es unter diesem Namen nicht: Prüfen Sie „Region“ und „Andere Adresse von EventBridge“ in den Einstellungen, und den Nameserver dieser Maschine.';
$string['advicereach'] = 'EventBridge ist von diesem Server aus nicht erreichbar: Prüfen Sie seine Firewall, die Proxy-Einstellungen von Moodle und „Andere Adresse von EventBridge“ in den Einstellungen.';
$string['advicesecret'] = 'Der geheime Zugriffsschlüssel gehört nicht zu dieser ID: Setzen Sie beide neu.';
$string['adviceservice'] = 'Der Dienst ist nicht erreichbar oder nimmt keine Ereignisse an: Fragen Sie seinen Betreiber, ob er läuft, und prüfen Sie, ob dieser Server ihn aufrufen darf.';
$string['advicetoken'] = 'Die Zugangsdaten sind abgelaufen: Prüfen Sie die Rolle dieses Servers, oder setzen Sie einen gültigen Zugriffsschlüssel.';
$string['ago'] = '{$a->time} (vor {$a->age})';
$string['businvalid'] = 'Das ist weder der Name eines Ereignisbusses, etwa moodle-events, noch ein ARN wie arn:aws:events:eu-west-1:123456789012:event-bus/moodle-events.';
$string['busy'] = 'Gerade werden Ereignisse gesendet. Versuchen Sie es in einer Minute wieder.';
$string['checkdelivery'] = 'Ereignisse an AWS: Versand';
$string['checkset_up'] = 'Ereignisse an AWS: Einstellungen';
$string['climeasureevents'] = '--events muss eine Zahl von 1 bis 999999 sein.';
$string['climeasurehelp'] = 'Misst, was das Plugin die Person kostet, die ein Ereignis auslöst. In der Datenbank bleibt nichts zurück.

-n, --events=N      wie viele Ereignisse gemessen werden, normalerweise 500
-s, --synchronous   auch Aufrufe messen, auf die eine Seite ohne den Postausgang warten würde: 20 Testereignisse werden gesendet
-h, --help          dieser Text

{$a} --events=1000';
$string['clisendhelp'] = 'Sendet die wartenden Ereignisse, wie es die geplante Aufgabe jede Minute tut.

-s, --seconds=N   wie lange höchstens, normalerweise 240
    --at-once     auch wenn AWS gerade eben nicht erreichbar war
-h, --help        dieser Text

{$a} --at-once';
$string['clisendseconds'] = '--seconds muss eine Zahl von 1 bis 99999 sein.';
$string['clisetupask'] = 'Webservices oder REST sind aus. Mit --yes werden sie eingeschaltet.';
$string['clisetupdate'] = '--valid-until muss ein künftiger Tag sein, etwa 2028-12-31.';
$string['clisetuphelp'] = 'Richtet den Webservice ein, mit dem ein Indexer diese Website liest: Nutzer, Rolle, Dienst und Token. Ein weiteres Mal stellt wieder her, was geändert wurde.

  --yes, -y               Webservices und REST ohne Nachfrage einschalten
  --new-token             ein Token anstelle des vorhandenen anlegen
  --valid-until=DAY       bis wann das neue Token gilt, etwa 2028-12-31; ohne Angabe immer
  --ip=ADDRESSES          von wo das neue Token verwendet werden darf: Adressen und Netze, durch Kommas getrennt
  --help, -h              dieser Text

Nur das Token wird auf die Standardausgabe geschrieben:
  {$a} --yes | moodle-aws site token --url …';
$string['clisetupnothing'] = 'Es wurde nichts geändert.';
$string['codedamaged'] = 'Dieser Verbindungscode ist abgeschnitten oder wurde unterwegs verändert. Kopieren Sie ihn noch einmal ganz.';
$string['codeother'] = 'Das ist kein Verbindungscode: Einer beginnt mit „moodle-aws-1.“. Der Betreiber des Dienstes erstellt ihn mit „moodle-aws site add“.';
$string['codeothersite'] = 'Der Verbindungscode wurde für eine andere Adresse als wwwroot dieser Website erstellt. Eine Kopie einer Website braucht einen eigenen Code.';
$string['codeothersitenow'] = 'Dieser Verbindungscode wurde für {$a->made} erstellt, und die Adresse dieser Website ist {$a->site}. Bitten Sie um einen Code für {$a->site}.';
$string['codeotherversion'] = 'Dieser Verbindungscode hat eine neuere Form, als dieses Plugin lesen kann. Aktualisieren Sie das Plugin.';
$string['codeunreadable'] = 'Der Verbindungscode kann nicht entschlüsselt werden: Die Website wurde ohne den Schlüssel in ihrem Datenordner umgezogen. Fügen Sie den Code noch einmal ein.';
$string['codeunusable'] = 'Dieser Verbindungscode hat keinen brauchbaren Inhalt. Bitten Sie um einen neuen.';
$string['colattempts'] = 'Abgelehnt';
$string['colerror'] = 'Letzter Fehler';
$string['colevent'] = 'Ereignis';
$string['colnext'] = 'Nächster Versuch in';
$string['colnumber'] = 'Nummer';
$string['coltime'] = 'Zeit';
$string['connect'] = 'Verbindung';
$string['connectintro'] = '<p>Ereignisse gehen an Amazon EventBridge: direkt, mit Zugangsdaten von AWS, oder durch den Dienst von moodle-aws, mit einem Verbindungscode.</p>';
$string['connectioncode'] = 'Verbindungscode';
$string['connectioncodeinfo'] = 'Der Betreiber des Dienstes erstellt ihn mit <code>moodle-aws site add --url {$a}</code>. Er enthält den Schlüssel der Website: Er wird verschlüsselt gespeichert und nicht wieder angezeigt.';
$string['coursefilter'] = 'Kurse';
$string['coursefilterall'] = 'Ereignisse aller Kurse';
$string['coursefilterexcept'] = 'Alle außer den Kursen in der Liste';
$string['coursefilterinfo'] = 'Mit „Nur die Kurse in der Liste“ werden Ereignisse, die zu keinem Kurs gehören, etwa Anmeldungen, nicht gesendet.';
$string['coursefilteronly'] = 'Nur die Kurse in der Liste';
$string['courses'] = 'Liste der Kurse';
$string['coursesinfo'] = 'Tippen Sie einige Buchstaben des Kursnamens.';
$string['courseunknown'] = 'Es gibt keinen Kurs mit der Nummer {$a}. Wählen Sie einen anderen.';
$string['credentials'] = 'Zugangsdaten';
$string['credentialsdefault'] = 'Die dieses Servers';
$string['credentialsinfo'] = 'Die dieses Servers: die Rolle seiner Instanz, seines Containers oder seines Pods, oder IAM Roles Anywhere; in Moodle wird nichts gespeichert. Sie brauchen <code>events:PutEvents</code> auf dem Bus. Mit <code>events:DescribeEventBus</code> fällt auch ein Bus auf, den es nicht gibt: EventBridge selbst sagt das nicht.';
$string['credentialskeys'] = 'Ein Zugriffsschlüssel';
$string['deaddays'] = 'Tage, bis abgelehnte Ereignisse gelöscht werden';
$string['deaddaysinfo'] = 'So lange warten aufgegebene Ereignisse darauf, dass jemand sie noch einmal sendet. 0: Sie werden nie gelöscht.';
$string['debug'] = 'Fehlersuche';
$string['debuginfo'] = 'Schreibt, was gesendet wird und was AWS antwortet, in das Protokoll der geplanten Aufgabe. Darin steht dann, was in den Ereignissen steht.';
$string['deleted'] = 'Gelöschte Ereignisse: {$a}.';
$string['deletedead'] = 'Alle aufgegebenen löschen';
$string['deletedeadconfirm'] = 'Alle aufgegebenen Ereignisse löschen? Sie werden dann nie gesendet.';
$string['delivered'] = 'Gesendet: {$a->sent}. Werden später wieder versucht: {$a->later}. Aufgegeben: {$a->dead}.';
$string['deliverydead'] = 'Aufgegebene Ereignisse: {$a}. Die Statusseite sagt, warum, und sendet sie noch einmal.';
$string['deliverygood'] = 'Ereignisse werden gesendet. Es warten: {$a}.';
$string['deliverylate'] = 'Wartende Ereignisse: {$a->count}, das älteste seit {$a->age}.';
$string['disabled'] = 'Der Versand ist ausgeschaltet: „Ereignisse senden“ in den Einstellungen.';
$string['enabled'] = 'Ereignisse senden';
$string['enabledinfo'] = 'Ausgeschaltet werden keine neuen Ereignisse aufgehoben. Die wartenden bleiben.';
$string['endpoint'] = 'Andere Adresse von EventBridge';
$string['endpointinfo'] = 'Nur für einen VPC-Endpunkt oder einen Emulator, etwa http://localhost:4566. Leer: die Adresse der Region.';
$string['endpointinsecure'] = 'Diese Adresse ist einfaches http, und Ereignisse würden im Klartext gesendet. Sie muss https sein, außer für einen Emulator auf dieser Maschine oder in ihrem Netz.';
$string['endpointinvalid'] = 'Das ist keine Adresse wie https://events.example.com: Sie hat keinen Pfad und beginnt mit https://.';
$string['errorsaid'] = 'Die Antwort war: {$a}';
$string['eventbus'] = 'Ereignisbus';
$string['eventbusinfo'] = 'Sein Name, etwa <code>moodle-events</code>, oder sein ARN, wenn er zu einem anderen Konto gehört.';
$string['eventindexrequested'] = 'Index eines Kurses angefordert';
$string['events'] = 'Weitere Ereignisse';
$string['eventsinfo'] = 'Auch diese werden gesendet. Tippen Sie einige Buchstaben eines Ereignisnamens.';
$string['eventtestsent'] = 'Testereignis gesendet';
$string['eventunknown'] = 'Diese Website hat kein Ereignis {$a}. Wählen Sie ein anderes.';
$string['existingqueued'] = 'Jeder Kurs wird indexiert: Die Anforderungen entstehen beim nächsten Lauf von Cron.';
$string['existingunderway'] = 'Das ist schon unterwegs.';
$string['factdead'] = 'Aufgegeben';
$string['facterror'] = 'Letzter Fehler';
$string['factlately'] = 'In der letzten Stunde gesendet';
$string['factoldest'] = 'Alter des ältesten';
$string['factpause'] = 'Nächster Versuch in';
$string['factsuccess'] = 'Letzter Erfolg';
$string['factwaiting'] = 'Es warten';
$string['keysmissing'] = 'Der Zugriffsschlüssel fehlt: Setzen Sie „ID des Zugriffsschlüssels“ und „Geheimer Zugriffsschlüssel“.';
$string['listdead'] = 'Aufgegebene Ereignisse';
$string['listempty'] = 'Hier ist nichts.';
$string['listwaiting'] = 'Wartende Ereignisse';
$string['maxattempts'] = 'Versuche';
$string['maxattemptsinfo'] = 'Ein Ereignis, das AWS so oft ablehnt, wird aufgegeben und wartet in der Liste auf der Statusseite. Wenn AWS nicht erreichbar ist oder alles ablehnt, warten die Ereignisse, und das zählt nicht.';
$string['next'] = 'sofort';
$string['notconnected'] = 'Die Website ist nicht verbunden: Fügen Sie in den Einstellungen einen Verbindungscode ein, oder nennen Sie einen Ereignisbus.';
$string['numberinvalid'] = 'Das muss eine ganze Zahl von {$a->least} bis {$a->most} sein.';
$string['paused'] = 'AWS war gerade eben nicht erreichbar. Die Ereignisse warten auf den nächsten Versuch.';
$string['pluginname'] = 'Ereignisse an AWS';
$string['privacy'] = 'Datenschutz';
$string['privacy:metadata:eventbridge'] = 'Ereignisse, die die Administration ausgewählt hat, werden an Amazon EventBridge gesendet, oder an einen Dienst, der sie dorthin legt.';
$string['privacy:metadata:eventbridge:event'] = 'Was geschehen ist, wo und wann.';
$string['privacy:metadata:eventbridge:ip'] = 'Die IP-Adresse, von der aus es geschah; nur wenn das eingeschaltet ist.';
$string['privacy:metadata:eventbridge:objectid'] = 'Die Nummer der Person, deren Konto geändert wurde; an ihrer Stelle ein Code, wenn das Senden von Nummern nicht eingeschaltet ist.';
$string['privacy:metadata:eventbridge:other'] = 'Einzelheiten, die Namen, Adressen und Texte enthalten können; nur wenn das eingeschaltet ist.';
$string['privacy:metadata:eventbridge:relateduserid'] = 'Die Nummer der Person, mit der es geschah; an ihrer Stelle ein Code, wenn das Senden von Nummern nicht eingeschaltet ist.';
$string['privacy:metadata:eventbridge:userid'] = 'Die Nummer der Person, die es getan hat; an ihrer Stelle ein Code, wenn das Senden von Nummern nicht eingeschaltet ist.';
$string['privacy:metadata:outbox'] = 'Ereignisse, die warten, bis sie gesendet sind. Dann werden sie gelöscht.';
$string['privacy:metadata:outbox:courseid'] = 'Der Kurs, in dem es geschah.';
$string['privacy:metadata:outbox:detail'] = 'Was gesendet werden wird.';
$string['privacy:metadata:outbox:eventname'] = 'Was geschehen ist.';
$string['privacy:metadata:outbox:timecreated'] = 'Wann es geschah.';
$string['privacy:part'] = 'Wartende Ereignisse, Teil {$a}';
$string['privacyintro'] = '<p>Solange all das ausgeschaltet ist, steht in den Ereignissen anstelle der Nummer eines Nutzers ein Code: immer derselbe für denselben Nutzer, mit einem Geheimnis dieser Website erstellt, sodass Empfänger nicht erfahren, wer es ist. Ereignisse, die Moodle als anonym kennzeichnet, werden nie gesendet.</p>';
$string['profileenrolment'] = 'Einschreibung: wer wo eingeschrieben ist, mit welcher Rolle und in welcher Gruppe';
$string['profileeverything'] = 'Alles, was geschieht, auch das Lesen';
$string['profilefiles'] = 'Kursdateien: Aktivitäten, Abschnitte und Kurse, die angelegt, geändert, gelöscht oder wiederhergestellt werden';
$string['profilegrades'] = 'Bewertungen und Abschluss';
$string['profiles'] = 'Ereignisse';
$string['profilesinfo'] = 'Kursdateien braucht der Index eines Kurses.';
$string['region'] = 'Region';
$string['regioninfo'] = 'Wo der Ereignisbus ist, etwa <code>eu-west-1</code>.';
$string['regioninvalid'] = 'Das ist keine Region wie eu-west-1.';
$string['regionmissing'] = 'Die Region fehlt: Setzen Sie „Region“, etwa eu-west-1.';
$string['regionother'] = 'Der Ereignisbus ist in einer anderen Region, als „Region“ sagt.';
$string['replayall'] = 'Alle sofort noch einmal versuchen, auch aufgegebene';
$string['replaydead'] = 'Alle aufgegebenen noch einmal senden';
$string['replayed'] = 'Ereignisse, die beim nächsten Lauf von Cron oder mit „Jetzt senden“ wieder versucht werden: {$a}.';
$string['replayednone'] = 'Es wurde kein Ereignis ausgewählt, oder es gibt keines.';
$string['replayselected'] = 'Ausgewählte noch einmal versuchen';
$string['secretkey'] = 'Geheimer Zugriffsschlüssel';
$string['secretkeyinfo'] = 'Er wird verschlüsselt gespeichert und nicht wieder angezeigt.';
$string['secretkeyinvalid'] = 'Das ist kein geheimer Zugriffsschlüssel: Einer hat Buchstaben, Ziffern, / und +, und keine Leerzeichen.';
$string['secretkeyunreadable'] = 'Der geheime Zugriffsschlüssel kann nicht entschlüsselt werden: Die Website wurde ohne den Schlüssel in ihrem Datenordner umgezogen. Setzen Sie ihn noch einmal.';
$string['selectrow'] = 'Ereignis {$a} auswählen';
$string['sendexisting'] = 'Alle vorhandenen Dateien senden';
$string['sending'] = 'Versand';
$string['sendip'] = 'IP-Adressen senden';
$string['sendipinfo'] = 'Die Adresse, von der aus ein Nutzer es getan hat.';
$string['sendnow'] = 'Jetzt senden';
$string['sendother'] = 'Einzelheiten senden';
$string['sendotherinfo'] = 'Das Feld <code>other</code> eines Ereignisses, das bei jedem Ereignis anders ist. Es kann Namen, E-Mail-Adressen und Texte von Nutzern enthalten.';
$string['sendtest'] = 'Testereignis senden';
$string['sendusers'] = 'Nummern der Nutzer senden';
$string['sendusersinfo'] = 'Empfänger, die dieses Moodle lesen können, wissen dann, wer es getan hat.';
$string['settings'] = 'Einstellungen';
$string['setup'] = 'Webservice einrichten';
$string['setupaddresses'] = 'Das müssen Adressen oder Netze sein, durch Kommas getrennt, etwa 192.0.2.7, 198.51.100.0/24.';
$string['setupbutton'] = 'Einrichten';
$string['setupdone'] = 'Der Webservice ist eingerichtet: Nutzer, Rolle, Dienst und Token sind da.';
$string['setupgood'] = 'Ereignisse gehen an {$a}.';
$string['setupinsecure'] = 'Ereignisse gehen an {$a->place}. Die Adresse dieser Website ist {$a->site}, und moodle-aws arbeitet nur mit Websites, deren Adresse mit https beginnt: Kein Kurs dieser Website kommt in den Index. Andere Empfänger betrifft das nicht.';
$string['setupintro'] = 'Ein Indexer liest Kurse und ihre Dateien über die Webservices von Moodle. Hier entstehen ein Nutzer, {$a}, der sich nicht anmelden kann und keine Mails bekommt; eine Rolle, die alle Kurse sehen und nichts ändern darf; ein Dienst mit den Funktionen, die Texte und Dateien auflisten; und ein Token. Ein weiteres Mal stellt wieder her, was geändert wurde.';
$string['setupiprestriction'] = 'Darf verwendet werden von';
$string['setupiprestrictioninfo'] = 'Adressen und Netze, durch Kommas getrennt, etwa 192.0.2.7, 198.51.100.0/24. Leer: von überall.';
$string['setupkept'] = 'Das vorhandene Token gilt weiter und wird nicht wieder angezeigt. Um es neu zu hinterlegen, legen Sie ein neues an; der Betreiber gibt ein:';
$string['setupneeded'] = 'Es wird noch nichts gesendet: Es ist nicht gesagt, wohin Ereignisse gehen.';
$string['setupnewtoken'] = 'Token';
$string['setupnewtokeninfo'] = 'Ein neues Token anlegen. Das vorhandene gilt dann sofort nicht mehr.';
$string['setupprofile'] = 'Moodle wird die Aufrufe von {$a} ablehnen: Ein Profilfeld, das alle ausfüllen müssen, ist leer. Suchen Sie diesen Nutzer in der Nutzerliste, und füllen Sie es aus.';
$string['setuprestoff'] = 'Das Protokoll REST ist aus.';
$string['setuprole'] = 'moodle-aws-Index';
$string['setuproleinfo'] = 'Sieht Kurse und Aktivitäten und ändert nichts. Angelegt vom Plugin „Ereignisse an AWS“ für den Nutzer moodle-aws-index.';
$string['setupstore'] = 'Der Betreiber des Dienstes hinterlegt es mit diesem Befehl, der das Token von der Standardeingabe liest:';
$string['setupswitchon'] = 'Einschalten, was aus ist';
$string['setupswitchonneeded'] = 'Ohne sie gilt kein Token. Setzen Sie den Haken, damit sie eingeschaltet werden; sonst wird an den Webservices von Moodle nichts geändert.';
$string['setupthere'] = 'Er ist eingerichtet. Das Token wurde am {$a->made} angelegt; zuletzt verwendet: {$a->used}.';
$string['setuptoken'] = 'Token';
$string['setuptokenname'] = 'moodle-aws-Index';
$string['setuptokenonce'] = 'Das ist das Token. Es wird nur dieses eine Mal angezeigt; geben Sie es dem Betreiber des Dienstes, wie Sie ein Kennwort geben würden.';
$string['setupusertaken'] = 'Es gibt einen Nutzer {$a}, der sich auf andere Weise anmeldet oder Administrator ist. Benennen Sie ihn um, und versuchen Sie es noch einmal.';
$string['setupvaliduntil'] = 'Gültig bis';
$string['setupvaliduntilpast'] = 'Dieser Tag ist vorbei. Wählen Sie einen späteren.';
$string['setupwebservicesoff'] = 'Die Webservices sind aus.';
$string['siteother'] = 'Bisher wurden Ereignisse von einer anderen Adresse als wwwroot dieser Website gesendet, darum wird nichts gesendet. Ist dies eine Kopie, so schalten Sie „Ereignisse senden“ aus, oder geben Sie ihr einen eigenen Ereignisbus und drücken Sie „Testereignis senden“ auf der Statusseite. Ist die Website umgezogen, so drücken Sie es auch: Dann wird weiter gesendet.';
$string['skipguests'] = 'Gäste auslassen';
$string['skipguestsinfo'] = 'Was Gäste tun, wird nicht gesendet.';
$string['status'] = 'Status des Versands';
$string['statusandtest'] = 'Status und Test';
$string['tabdead'] = 'Aufgegeben ({$a})';
$string['tabwaiting'] = 'Wartend ({$a})';
$string['taskexisting'] = 'Index aller Kurse anfordern';
$string['taskpurge'] = 'Aufgegebene Ereignisse löschen';
$string['tasksend'] = 'Ereignisse senden';
$string['testnotrecorded'] = 'Das Testereignis wurde nicht aufgezeichnet. Was es verhindert hat, steht im Protokoll des Webservers.';
$string['testsent'] = 'Das Testereignis ist angekommen. Seine ID ist {$a->id}; es dauerte {$a->time} ms.';
$string['timeover'] = 'Es gibt noch mehr; Cron macht damit weiter.';
$string['transport'] = 'Senden an';
$string['transportaws'] = 'Amazon EventBridge';
$string['transportcode'] = 'Den Dienst von moodle-aws';
$string['transportinfo'] = 'Der Dienst nimmt Ereignisse von einem Moodle an, das kein Konto bei AWS hat und nichts als einen Verbindungscode braucht.';
$string['waitinginactive'] = 'Der Versand ist aus, und Ereignisse warten: {$a}.';
$string['what'] = 'Was gesendet wird';
