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
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

defined('MOODLE_INTERNAL') || die();

$string['accesskey'] = 'Access key ID';
$string['accesskeyinfo'] = 'Of a user that may do nothing but <code>events:PutEvents</code> on this bus. A role of the server is better: it leaves no key to be stolen.';
$string['accesskeyinvalid'] = 'This is no access key ID such as AKIAIOSFODNN7EXAMPLE.';
$string['adviceaccess'] = 'AWS does not let these credentials put events on this bus: allow events:PutEvents on it in the policy of the role or user.';
$string['advicebus'] = 'There is no such event bus in this region: check “Event bus” and “Region” in the settings.';
$string['advicebusy'] = 'AWS has too much to do at the moment, or the account’s limit is reached. Events wait and are tried again.';
$string['advicecertificate'] = 'The certificate of the address that was called cannot be trusted: check “Other address of EventBridge”, and that no proxy on the way changes it.';
$string['adviceclock'] = 'The clock of this server is wrong: switch on NTP.';
$string['advicecode'] = 'The service does not take this site’s key: ask its operator for a new connection code, and paste it into the settings.';
$string['advicecredentials'] = 'No credentials were found on this server: give it a role, or choose “An access key” under “Credentials” in the settings.';
$string['advicekey'] = 'AWS does not know this access key: check “Access key ID” in the settings, and that the key has not been deleted.';
$string['advicename'] = 'The address of EventBridge has no such name: check “Region” and “Other address of EventBridge” in the settings, and the name server of this machine.';
$string['advicereach'] = 'EventBridge cannot be reached from this server: check its firewall, Moodle’s proxy settings, and “Other address of EventBridge” in the settings.';
$string['advicesecret'] = 'The secret access key does not belong to the access key ID: set both again.';
$string['adviceservice'] = 'The service cannot be reached, or takes no events: ask its operator whether it runs, and check that this server may call it.';
$string['advicetoken'] = 'The credentials have run out: check the role of this server, or set an access key that is good.';
$string['ago'] = '{$a->time} ({$a->age} ago)';
$string['businvalid'] = 'This is neither the name of an event bus, such as moodle-events, nor an ARN such as arn:aws:events:eu-west-1:123456789012:event-bus/moodle-events.';
$string['busy'] = 'Events are being sent at this moment. Try again in a minute.';
$string['checkdelivery'] = 'Events to AWS: sending';
$string['checkset_up'] = 'Events to AWS: settings';
$string['climeasureevents'] = '--events must be a number from 1 to 999999.';
$string['climeasurehelp'] = 'Measures what the plugin costs the person who causes an event. It leaves nothing in the database.

-n, --events=N      how many events to measure, 500 by default
-s, --synchronous   also measure calls that a page would wait for without the outbox: 20 test events are sent
-h, --help          this text

{$a} --events=1000';
$string['clisendhelp'] = 'Sends the events that wait, as the scheduled task does every minute.

-s, --seconds=N   how long at most, 240 by default
    --at-once     also when AWS was not available a moment ago
-h, --help        this text

{$a} --at-once';
$string['clisendseconds'] = '--seconds must be a number from 1 to 99999.';
$string['clisetupask'] = 'Web services or REST are off. Say --yes to have them switched on.';
$string['clisetupdate'] = '--valid-until must be a day in the future, such as 2028-12-31.';
$string['clisetuphelp'] = 'Sets up the web service that an indexer reads this site with: user, role, service and token. Doing it again mends what was changed.

  --yes, -y               switch on web services and REST without asking
  --new-token             make a token in the place of the one that there is
  --valid-until=DAY       until when the new token is good, such as 2028-12-31; always, if not given
  --ip=ADDRESSES          from where the new token may be used: addresses and networks, between commas
  --help, -h              this

The token is the only thing that is written to the standard output:
  {$a} --yes | moodle-aws site token --url …';
$string['clisetupnothing'] = 'Nothing was changed.';
$string['codedamaged'] = 'This connection code is cut off or was changed on the way. Copy the whole of it again.';
$string['codeother'] = 'This is no connection code: one begins with “moodle-aws-1.”. The operator of the service makes one with “moodle-aws site add”.';
$string['codeothersite'] = 'The connection code was made for another address than this site’s wwwroot. A copy of a site needs a code of its own.';
$string['codeothersitenow'] = 'This connection code was made for {$a->made}, and this site’s address is {$a->site}. Ask for a code that was made for {$a->site}.';
$string['codeotherversion'] = 'This connection code has a newer form than this plugin can read. Update the plugin.';
$string['codeunreadable'] = 'The connection code cannot be decrypted: the site was moved without the key in its data folder. Paste the code again.';
$string['codeunusable'] = 'This connection code has no usable contents. Ask for a new one.';
$string['colattempts'] = 'Refused';
$string['colerror'] = 'Last error';
$string['colevent'] = 'Event';
$string['colnext'] = 'Next attempt in';
$string['colnumber'] = 'Number';
$string['coltime'] = 'Time';
$string['connect'] = 'Connection';
$string['connectintro'] = '<p>Events go to Amazon EventBridge: straight, with credentials of AWS, or through the service of moodle-aws, with a connection code.</p>';
$string['connectioncode'] = 'Connection code';
$string['connectioncodeinfo'] = 'The operator of the service makes it with <code>moodle-aws site add --url {$a}</code>. It holds the site’s key: it is kept encrypted and not shown again.';
$string['coursefilter'] = 'Courses';
$string['coursefilterall'] = 'Events of all courses';
$string['coursefilterexcept'] = 'All but the courses in the list';
$string['coursefilterinfo'] = 'With “Only the courses in the list”, events that belong to no course, such as logins, are not sent.';
$string['coursefilteronly'] = 'Only the courses in the list';
$string['courses'] = 'List of courses';
$string['coursesinfo'] = 'Type some letters of a course’s name.';
$string['courseunknown'] = 'There is no course with the number {$a}. Choose another one.';
$string['credentials'] = 'Credentials';
$string['credentialsdefault'] = 'Those of this server';
$string['credentialsinfo'] = 'Those of this server: the role of its instance, its container or its pod, or IAM Roles Anywhere; nothing is kept in Moodle. They need <code>events:PutEvents</code> on the bus. With <code>events:DescribeEventBus</code> too, a bus that is not there is noticed: EventBridge itself does not say so.';
$string['credentialskeys'] = 'An access key';
$string['deaddays'] = 'Days until refused events are deleted';
$string['deaddaysinfo'] = 'Events that were given up wait this long for somebody to send them again. 0: they are never deleted.';
$string['debug'] = 'Debugging';
$string['debuginfo'] = 'Writes what is sent, and what AWS answers, into the log of the scheduled task. The log then has what the events have.';
$string['deleted'] = 'Events deleted: {$a}.';
$string['deletedead'] = 'Delete all given up';
$string['deletedeadconfirm'] = 'Delete all events that were given up? They are then never sent.';
$string['delivered'] = 'Sent: {$a->sent}. Tried again later: {$a->later}. Given up: {$a->dead}.';
$string['deliverydead'] = 'Events that were given up: {$a}. The status page says why, and sends them again.';
$string['deliverygood'] = 'Events are sent. Waiting: {$a}.';
$string['deliverylate'] = 'Events waiting: {$a->count}, the oldest for {$a->age}.';
$string['disabled'] = 'Sending is switched off: “Send events” in the settings.';
$string['enabled'] = 'Send events';
$string['enabledinfo'] = 'Switched off, no new events are kept. Those that wait stay.';
$string['endpoint'] = 'Other address of EventBridge';
$string['endpointinfo'] = 'Only for a VPC endpoint, or an emulator such as http://localhost:4566. Empty: the address of the region.';
$string['endpointinsecure'] = 'This address is plain http, and events would be sent in the clear. It must be https, but for an emulator on this machine or in its network.';
$string['endpointinvalid'] = 'This is no address such as https://events.example.com: it has no path, and begins with https://.';
$string['errorsaid'] = 'What was said: {$a}';
$string['eventbus'] = 'Event bus';
$string['eventbusinfo'] = 'Its name, such as <code>moodle-events</code>, or its ARN where it belongs to another account.';
$string['eventindexrequested'] = 'Index of a course requested';
$string['events'] = 'Further events';
$string['eventsinfo'] = 'These are sent as well. Type some letters of an event’s name.';
$string['eventtestsent'] = 'Test event sent';
$string['eventunknown'] = 'This site has no event {$a}. Choose another one.';
$string['existingqueued'] = 'Every course will be indexed: the requests are made with the next run of cron.';
$string['existingunderway'] = 'This is under way already.';
$string['factdead'] = 'Given up';
$string['facterror'] = 'Last error';
$string['factlately'] = 'Sent in the last hour';
$string['factoldest'] = 'Age of the oldest';
$string['factpause'] = 'Next attempt in';
$string['factsuccess'] = 'Last success';
$string['factwaiting'] = 'Waiting';
$string['keysmissing'] = 'The access key is missing: set “Access key ID” and “Secret access key”.';
$string['listdead'] = 'Events that were given up';
$string['listempty'] = 'Nothing is here.';
$string['listwaiting'] = 'Events that wait';
$string['maxattempts'] = 'Attempts';
$string['maxattemptsinfo'] = 'An event that AWS refuses this often is given up, and waits in the list on the status page. When AWS cannot be reached, or refuses everything, events wait and this does not count.';
$string['next'] = 'at once';
$string['notconnected'] = 'The site is not connected: paste a connection code, or name an event bus, in the settings.';
$string['numberinvalid'] = 'This must be a whole number from {$a->least} to {$a->most}.';
$string['paused'] = 'AWS was unavailable a moment ago. Events wait for the next attempt.';
$string['pluginname'] = 'Events to AWS';
$string['privacy'] = 'Privacy';
$string['privacy:metadata:eventbridge'] = 'Events that the administrator has chosen are sent to Amazon EventBridge, or to a service that puts them there.';
$string['privacy:metadata:eventbridge:event'] = 'What happened, where and when.';
$string['privacy:metadata:eventbridge:ip'] = 'The IP address from which it was done; only if this is switched on.';
$string['privacy:metadata:eventbridge:objectid'] = 'The number of the person whose account was changed; a code in its place, unless sending numbers is switched on.';
$string['privacy:metadata:eventbridge:other'] = 'Details, which can have names, addresses and texts; only if this is switched on.';
$string['privacy:metadata:eventbridge:relateduserid'] = 'The number of the person with whom it was done; a code in its place, unless sending numbers is switched on.';
$string['privacy:metadata:eventbridge:userid'] = 'The number of the person who did it; a code in its place, unless sending numbers is switched on.';
$string['privacy:metadata:outbox'] = 'Events that wait until they are sent. They are deleted then.';
$string['privacy:metadata:outbox:courseid'] = 'The course in which it happened.';
$string['privacy:metadata:outbox:detail'] = 'What will be sent.';
$string['privacy:metadata:outbox:eventname'] = 'What happened.';
$string['privacy:metadata:outbox:timecreated'] = 'When it happened.';
$string['privacy:part'] = 'Events that wait, part {$a}';
$string['privacyintro'] = '<p>As long as all of this is off, events carry a code in the place of a user’s number: always the same code for the same user, made with a secret of this site, so that receivers do not learn who it is. Events that Moodle marks as anonymous are never sent.</p>';
$string['profileenrolment'] = 'Enrolment: who is enrolled where, with which role and in which group';
$string['profileeverything'] = 'Everything that happens, reading too';
$string['profilefiles'] = 'Course files: activities, sections and courses that are made, changed, deleted or restored';
$string['profilegrades'] = 'Grades and completion';
$string['profiles'] = 'Events';
$string['profilesinfo'] = 'Course files is what the index of a course needs.';
$string['region'] = 'Region';
$string['regioninfo'] = 'Where the event bus is, such as <code>eu-west-1</code>.';
$string['regioninvalid'] = 'This is no region such as eu-west-1.';
$string['regionmissing'] = 'The region is missing: set “Region”, such as eu-west-1.';
$string['regionother'] = 'The event bus is in another region than “Region” says.';
$string['replayall'] = 'Try all again at once, given up ones too';
$string['replaydead'] = 'Send all given up again';
$string['replayed'] = 'Events that are tried again with the next run of cron, or with “Send now”: {$a}.';
$string['replayednone'] = 'No event was selected, or there is none.';
$string['replayselected'] = 'Try selected again';
$string['secretkey'] = 'Secret access key';
$string['secretkeyinfo'] = 'It is kept encrypted and not shown again.';
$string['secretkeyinvalid'] = 'This is no secret access key: one has letters, digits, / and +, and no spaces.';
$string['secretkeyunreadable'] = 'The secret access key cannot be decrypted: the site was moved without the key in its data folder. Set it again.';
$string['selectrow'] = 'Select event {$a}';
$string['sendexisting'] = 'Send all existing files';
$string['sending'] = 'Sending';
$string['sendip'] = 'Send IP addresses';
$string['sendipinfo'] = 'The address from which a user did it.';
$string['sendnow'] = 'Send now';
$string['sendother'] = 'Send details';
$string['sendotherinfo'] = 'The field <code>other</code> of an event, which differs from event to event. It can have names, e-mail addresses and texts of users.';
$string['sendtest'] = 'Send test event';
$string['sendusers'] = 'Send the numbers of users';
$string['sendusersinfo'] = 'Receivers that can read this Moodle then know who did it.';
$string['settings'] = 'Settings';
$string['setup'] = 'Set up the web service';
$string['setupaddresses'] = 'These must be addresses or networks between commas, such as 192.0.2.7, 198.51.100.0/24.';
$string['setupbutton'] = 'Set up';
$string['setupdone'] = 'The web service is set up: user, role, service and token are there.';
$string['setupgood'] = 'Events go to {$a}.';
$string['setupinsecure'] = 'Events go to {$a->place}. This site’s address is {$a->site}, and moodle-aws works with sites at an https address only: no course of this site is indexed. Other receivers are not concerned.';
$string['setupintro'] = 'An indexer reads courses and their files by Moodle’s web services. This makes a user, {$a}, who cannot log in and gets no mail; a role that may see all courses and change nothing; a service with the functions that list texts and files; and a token. Doing it again mends what was changed.';
$string['setupiprestriction'] = 'May be used from';
$string['setupiprestrictioninfo'] = 'Addresses and networks between commas, such as 192.0.2.7, 198.51.100.0/24. Empty: from anywhere.';
$string['setupkept'] = 'The token that was there is still good, and not shown again. To store it anew, make a new one; the operator enters:';
$string['setupneeded'] = 'Nothing is sent yet: no place is set to which events go.';
$string['setupnewtoken'] = 'Token';
$string['setupnewtokeninfo'] = 'Make a new token. The one that there is stops working at once.';
$string['setupprofile'] = 'Moodle will refuse the calls of {$a}: a profile field that everybody has to fill in is empty. Find this user in “Browse list of users”, and fill it in.';
$string['setuprestoff'] = 'The REST protocol is off.';
$string['setuprole'] = 'moodle-aws index';
$string['setuproleinfo'] = 'Sees courses and activities, and changes nothing. Made by the plugin Events to AWS for the user moodle-aws-index.';
$string['setupstore'] = 'The operator of the service stores it with this command, which reads the token from its standard input:';
$string['setupswitchon'] = 'Switch on what is off';
$string['setupswitchonneeded'] = 'Without them no token works. Tick this to have them switched on; nothing else in Moodle’s web services is changed.';
$string['setupthere'] = 'It is set up. The token was made on {$a->made}; last used: {$a->used}.';
$string['setuptoken'] = 'Token';
$string['setuptokenname'] = 'moodle-aws index';
$string['setuptokenonce'] = 'This is the token. It is shown this once; give it to the operator of the service as you would give a password.';
$string['setupusertaken'] = 'There is a user {$a} who logs in another way, or is an administrator. Rename this user, then try again.';
$string['setupvaliduntil'] = 'Good until';
$string['setupvaliduntilpast'] = 'This day is over. Choose a later one.';
$string['setupwebservicesoff'] = 'Web services are off.';
$string['siteother'] = 'Events were sent from another address than this site’s wwwroot so far, so nothing is sent. If this is a copy, switch “Send events” off, or set an event bus of its own and press “Send test event” on the status page. If the site has moved, press it too: sending goes on then.';
$string['skipguests'] = 'Leave out guests';
$string['skipguestsinfo'] = 'What guests do is not sent.';
$string['status'] = 'Status of sending';
$string['statusandtest'] = 'Status and test';
$string['tabdead'] = 'Given up ({$a})';
$string['tabwaiting'] = 'Waiting ({$a})';
$string['taskexisting'] = 'Request the index of all courses';
$string['taskpurge'] = 'Delete events that were given up';
$string['tasksend'] = 'Send events';
$string['testnotrecorded'] = 'The test event was not recorded. What hindered it is in the log of the web server.';
$string['testsent'] = 'The test event arrived. Its id is {$a->id}; it took {$a->time} ms.';
$string['timeover'] = 'There is more; cron goes on with it.';
$string['transport'] = 'Send to';
$string['transportaws'] = 'Amazon EventBridge';
$string['transportcode'] = 'The service of moodle-aws';
$string['transportinfo'] = 'The service takes events from a Moodle that has no account of AWS, and needs nothing but a connection code.';
$string['waitinginactive'] = 'Sending is off, and events wait: {$a}.';
$string['what'] = 'What is sent';
