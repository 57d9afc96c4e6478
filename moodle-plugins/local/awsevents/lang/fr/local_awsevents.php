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
 * The texts of the plugin in French.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

defined('MOODLE_INTERNAL') || die();

$string['accesskey'] = 'ID de la clé d’accès';
$string['accesskeyinfo'] = 'D’un utilisateur qui n’a que le droit <code>events:PutEvents</code> sur ce bus. Mieux vaut un rôle du serveur : il n’y a alors pas de clé à voler.';
$string['accesskeyinvalid'] = 'Ce n’est pas un ID de clé d’accès tel que AKIAIOSFODNN7EXAMPLE.';
$string['adviceaccess'] = 'AWS ne laisse pas ces identifiants déposer d’événements sur ce bus : autorisez-y events:PutEvents dans la politique du rôle ou de l’utilisateur.';
$string['advicebus'] = 'Il n’y a pas de tel bus d’événements dans cette région : vérifiez « Bus d’événements » et « Région » dans les réglages.';
$string['advicebusy'] = 'AWS a trop à faire pour le moment, ou la limite du compte est atteinte. Les événements attendent et seront essayés de nouveau.';
$string['advicecertificate'] = 'Le certificat de l’adresse appelée n’est pas fiable : vérifiez « Autre adresse d’EventBridge », et qu’aucun proxy sur le chemin ne le change.';
$string['adviceclock'] = 'L’horloge de ce serveur est fausse : activez NTP.';
$string['advicecode'] = 'Le service n’accepte pas la clé de ce site : demandez un nouveau code de connexion à son exploitant, et collez-le dans les réglages.';
$string['advicecredentials'] = 'Aucun identifiant n’a été trouvé sur ce serveur : donnez-lui un rôle, ou choisissez « Une clé d’accès » sous « Identifiants » dans les réglages.';
$string['advicekey'] = 'AWS ne connaît pas cette clé d’accès : vérifiez « ID de la clé d’accès » dans les réglages, et que la clé n’a pas été supprimée.';
$string['advicename'] = 'L’adresse d’EventBridge n’existe pas sous ce nom : vérifiez « Région » et « Autre adresse d’EventBridge » dans les réglages, et le serveur de noms de cette machine.';
$string['advicereach'] = 'EventBridge n’est pas joignable depuis ce serveur : vérifiez son pare-feu, les réglages de proxy de Moodle et « Autre adresse d’EventBridge » dans les réglages.';
$string['advicesecret'] = 'La clé d’accès secrète ne va pas avec l’ID de la clé d’accès : saisissez les deux de nouveau.';
$string['adviceservice'] = 'Le service n’est pas joignable, ou n’accepte pas d’événements : demandez à son exploitant s’il fonctionne, et vérifiez que ce serveur peut l’appeler.';
$string['advicetoken'] = 'Les identifiants ont expiré : vérifiez le rôle de ce serveur, ou saisissez une clé d’accès valable.';
$string['ago'] = '{$a->time} (il y a {$a->age})';
$string['businvalid'] = 'Ce n’est ni le nom d’un bus d’événements, tel que moodle-events, ni un ARN tel que arn:aws:events:eu-west-1:123456789012:event-bus/moodle-events.';
$string['busy'] = 'Des événements sont envoyés en ce moment. Réessayez dans une minute.';
$string['checkdelivery'] = 'Événements vers AWS : envoi';
$string['checkset_up'] = 'Événements vers AWS : réglages';
$string['climeasureevents'] = '--events doit être un nombre de 1 à 999999.';
$string['climeasurehelp'] = 'Mesure ce que le plugin coûte à la personne qui cause un événement. Rien ne reste dans la base de données.

-n, --events=N      combien d’événements mesurer, 500 par défaut
-s, --synchronous   mesurer aussi les appels qu’une page attendrait sans la boîte d’envoi : 20 événements d’essai sont envoyés
-h, --help          ce texte

{$a} --events=1000';
$string['clisendhelp'] = 'Envoie les événements en attente, comme la tâche programmée le fait chaque minute.

-s, --seconds=N   combien de temps au plus, 240 par défaut
    --at-once     même si AWS n’était pas disponible il y a un instant
-h, --help        ce texte

{$a} --at-once';
$string['clisendseconds'] = '--seconds doit être un nombre de 1 à 99999.';
$string['clisetupask'] = 'Les services web ou REST sont désactivés. Avec --yes, ils sont activés.';
$string['clisetupdate'] = '--valid-until doit être un jour à venir, tel que 2028-12-31.';
$string['clisetuphelp'] = 'Met en place le service web avec lequel un indexeur lit ce site : utilisateur, rôle, service et jeton. Le refaire répare ce qui a été changé.

  --yes, -y               activer les services web et REST sans demander
  --new-token             faire un jeton à la place de celui qui existe
  --valid-until=DAY       jusqu’à quand le nouveau jeton est valable, tel que 2028-12-31 ; toujours, sinon
  --ip=ADDRESSES          d’où le nouveau jeton peut être utilisé : adresses et réseaux, séparés par des virgules
  --help, -h              ce texte

Seul le jeton est écrit sur la sortie standard :
  {$a} --yes | moodle-aws site token --url …';
$string['clisetupnothing'] = 'Rien n’a été changé.';
$string['codedamaged'] = 'Ce code de connexion est coupé ou a été modifié en chemin. Copiez-le de nouveau en entier.';
$string['codeother'] = 'Ce n’est pas un code de connexion : un tel code commence par « moodle-aws-1. ». L’exploitant du service en crée un avec « moodle-aws site add ».';
$string['codeothersite'] = 'Le code de connexion a été fait pour une autre adresse que le wwwroot de ce site. La copie d’un site a besoin de son propre code.';
$string['codeothersitenow'] = 'Ce code de connexion a été fait pour {$a->made}, et l’adresse de ce site est {$a->site}. Demandez un code fait pour {$a->site}.';
$string['codeotherversion'] = 'Ce code de connexion a une forme plus récente que celle que ce plugin sait lire. Mettez le plugin à jour.';
$string['codeunreadable'] = 'Le code de connexion ne peut pas être déchiffré : le site a été déplacé sans la clé de son dossier de données. Collez le code de nouveau.';
$string['codeunusable'] = 'Ce code de connexion n’a pas de contenu utilisable. Demandez-en un nouveau.';
$string['colattempts'] = 'Refusé';
$string['colerror'] = 'Dernière erreur';
$string['colevent'] = 'Événement';
$string['colnext'] = 'Prochain essai dans';
$string['colnumber'] = 'Numéro';
$string['coltime'] = 'Heure';
$string['connect'] = 'Connexion';
$string['connectintro'] = '<p>Les événements vont à Amazon EventBridge : directement, avec des identifiants d’AWS, ou par le service de moodle-aws, avec un code de connexion.</p>';
$string['connectioncode'] = 'Code de connexion';
$string['connectioncodeinfo'] = 'L’exploitant du service le crée avec <code>moodle-aws site add --url {$a}</code>. Il contient la clé du site : il est conservé chiffré et n’est plus affiché.';
$string['coursefilter'] = 'Cours';
$string['coursefilterall'] = 'Événements de tous les cours';
$string['coursefilterexcept'] = 'Tous sauf les cours de la liste';
$string['coursefilterinfo'] = 'Avec « Seulement les cours de la liste », les événements qui ne sont d’aucun cours, tels que les connexions, ne sont pas envoyés.';
$string['coursefilteronly'] = 'Seulement les cours de la liste';
$string['courses'] = 'Liste de cours';
$string['coursesinfo'] = 'Tapez quelques lettres du nom d’un cours.';
$string['courseunknown'] = 'Il n’y a pas de cours avec le numéro {$a}. Choisissez-en un autre.';
$string['credentials'] = 'Identifiants';
$string['credentialsdefault'] = 'Ceux de ce serveur';
$string['credentialsinfo'] = 'Ceux de ce serveur : le rôle de son instance, de son conteneur ou de son pod, ou IAM Roles Anywhere ; rien n’est conservé dans Moodle. Il leur faut <code>events:PutEvents</code> sur le bus. Avec <code>events:DescribeEventBus</code> en plus, un bus qui n’existe pas est remarqué : EventBridge ne le dit pas de lui-même.';
$string['credentialskeys'] = 'Une clé d’accès';
$string['deaddays'] = 'Jours avant la suppression des événements refusés';
$string['deaddaysinfo'] = 'Les événements abandonnés attendent aussi longtemps que quelqu’un les renvoie. 0 : ils ne sont jamais supprimés.';
$string['debug'] = 'Débogage';
$string['debuginfo'] = 'Écrit ce qui est envoyé, et ce qu’AWS répond, dans le journal de la tâche programmée. Le journal contient alors ce que contiennent les événements.';
$string['deleted'] = 'Événements supprimés : {$a}.';
$string['deletedead'] = 'Supprimer tous les abandonnés';
$string['deletedeadconfirm'] = 'Supprimer tous les événements abandonnés ? Ils ne seront jamais envoyés.';
$string['delivered'] = 'Envoyés : {$a->sent}. Essayés de nouveau plus tard : {$a->later}. Abandonnés : {$a->dead}.';
$string['deliverydead'] = 'Événements abandonnés : {$a}. La page d’état dit pourquoi, et les renvoie.';
$string['deliverygood'] = 'Les événements sont envoyés. En attente : {$a}.';
$string['deliverylate'] = 'Événements en attente : {$a->count}, le plus ancien depuis {$a->age}.';
$string['disabled'] = 'L’envoi est désactivé : « Envoyer des événements » dans les réglages.';
$string['enabled'] = 'Envoyer des événements';
$string['enabledinfo'] = 'Si c’est désactivé, aucun nouvel événement n’est gardé. Ceux qui attendent restent.';
$string['endpoint'] = 'Autre adresse d’EventBridge';
$string['endpointinfo'] = 'Seulement pour un point de terminaison VPC, ou un émulateur tel que http://localhost:4566. Vide : l’adresse de la région.';
$string['endpointinsecure'] = 'Cette adresse est en http simple, et les événements seraient envoyés en clair. Elle doit être en https, sauf pour un émulateur sur cette machine ou dans son réseau.';
$string['endpointinvalid'] = 'Ce n’est pas une adresse telle que https://events.example.com : elle n’a pas de chemin, et commence par https://.';
$string['errorsaid'] = 'La réponse : {$a}';
$string['eventbus'] = 'Bus d’événements';
$string['eventbusinfo'] = 'Son nom, tel que <code>moodle-events</code>, ou son ARN s’il appartient à un autre compte.';
$string['eventindexrequested'] = 'Index d’un cours demandé';
$string['events'] = 'Autres événements';
$string['eventsinfo'] = 'Ceux-ci sont envoyés aussi. Tapez quelques lettres du nom d’un événement.';
$string['eventtestsent'] = 'Événement d’essai envoyé';
$string['eventunknown'] = 'Ce site n’a pas d’événement {$a}. Choisissez-en un autre.';
$string['existingqueued'] = 'Chaque cours sera indexé : les demandes sont faites au prochain passage de cron.';
$string['existingunderway'] = 'C’est déjà en cours.';
$string['factdead'] = 'Abandonnés';
$string['facterror'] = 'Dernière erreur';
$string['factlately'] = 'Envoyés dans la dernière heure';
$string['factoldest'] = 'Âge du plus ancien';
$string['factpause'] = 'Prochain essai dans';
$string['factsuccess'] = 'Dernière réussite';
$string['factwaiting'] = 'En attente';
$string['keysmissing'] = 'La clé d’accès manque : saisissez « ID de la clé d’accès » et « Clé d’accès secrète ».';
$string['listdead'] = 'Événements abandonnés';
$string['listempty'] = 'Il n’y a rien ici.';
$string['listwaiting'] = 'Événements en attente';
$string['maxattempts'] = 'Essais';
$string['maxattemptsinfo'] = 'Un événement qu’AWS refuse autant de fois est abandonné, et attend dans la liste de la page d’état. Quand AWS n’est pas joignable, ou refuse tout, les événements attendent et cela ne compte pas.';
$string['next'] = 'tout de suite';
$string['notconnected'] = 'Le site n’est pas connecté : collez un code de connexion, ou nommez un bus d’événements, dans les réglages.';
$string['numberinvalid'] = 'Ce doit être un nombre entier de {$a->least} à {$a->most}.';
$string['paused'] = 'AWS n’était pas disponible il y a un instant. Les événements attendent le prochain essai.';
$string['pluginname'] = 'Événements vers AWS';
$string['privacy'] = 'Confidentialité';
$string['privacy:metadata:eventbridge'] = 'Les événements que l’administrateur a choisis sont envoyés à Amazon EventBridge, ou à un service qui les y dépose.';
$string['privacy:metadata:eventbridge:event'] = 'Ce qui s’est passé, où et quand.';
$string['privacy:metadata:eventbridge:ip'] = 'L’adresse IP depuis laquelle cela a été fait ; seulement si c’est activé.';
$string['privacy:metadata:eventbridge:objectid'] = 'Le numéro de la personne dont le compte a été modifié ; un code à sa place, sauf si l’envoi des numéros est activé.';
$string['privacy:metadata:eventbridge:other'] = 'Des détails, qui peuvent contenir des noms, des adresses et des textes ; seulement si c’est activé.';
$string['privacy:metadata:eventbridge:relateduserid'] = 'Le numéro de la personne avec qui cela a été fait ; un code à sa place, sauf si l’envoi des numéros est activé.';
$string['privacy:metadata:eventbridge:userid'] = 'Le numéro de la personne qui l’a fait ; un code à sa place, sauf si l’envoi des numéros est activé.';
$string['privacy:metadata:outbox'] = 'Les événements qui attendent d’être envoyés. Ils sont alors supprimés.';
$string['privacy:metadata:outbox:courseid'] = 'Le cours dans lequel cela s’est passé.';
$string['privacy:metadata:outbox:detail'] = 'Ce qui sera envoyé.';
$string['privacy:metadata:outbox:eventname'] = 'Ce qui s’est passé.';
$string['privacy:metadata:outbox:timecreated'] = 'Quand cela s’est passé.';
$string['privacy:part'] = 'Événements en attente, partie {$a}';
$string['privacyintro'] = '<p>Tant que tout cela est désactivé, les événements portent un code à la place du numéro d’un utilisateur : toujours le même code pour le même utilisateur, fait avec un secret de ce site, si bien que les destinataires n’apprennent pas qui c’est. Les événements que Moodle marque comme anonymes ne sont jamais envoyés.</p>';
$string['profileenrolment'] = 'Inscription : qui est inscrit où, avec quel rôle et dans quel groupe';
$string['profileeverything'] = 'Tout ce qui se passe, la lecture aussi';
$string['profilefiles'] = 'Fichiers des cours : activités, sections et cours créés, modifiés, supprimés ou restaurés';
$string['profilegrades'] = 'Notes et achèvement';
$string['profiles'] = 'Événements';
$string['profilesinfo'] = 'Les fichiers des cours sont ce dont l’index d’un cours a besoin.';
$string['region'] = 'Région';
$string['regioninfo'] = 'Où se trouve le bus d’événements, par exemple <code>eu-west-1</code>.';
$string['regioninvalid'] = 'Ce n’est pas une région telle que eu-west-1.';
$string['regionmissing'] = 'La région manque : saisissez « Région », par exemple eu-west-1.';
$string['regionother'] = 'Le bus d’événements est dans une autre région que celle de « Région ».';
$string['replayall'] = 'Réessayer tout de suite tous les événements, les abandonnés aussi';
$string['replaydead'] = 'Renvoyer tous les abandonnés';
$string['replayed'] = 'Événements essayés de nouveau au prochain passage de cron, ou avec « Envoyer maintenant » : {$a}.';
$string['replayednone'] = 'Aucun événement n’a été sélectionné, ou il n’y en a pas.';
$string['replayselected'] = 'Réessayer la sélection';
$string['secretkey'] = 'Clé d’accès secrète';
$string['secretkeyinfo'] = 'Elle est conservée chiffrée et n’est plus affichée.';
$string['secretkeyinvalid'] = 'Ce n’est pas une clé d’accès secrète : elle a des lettres, des chiffres, / et +, et pas d’espaces.';
$string['secretkeyunreadable'] = 'La clé d’accès secrète ne peut pas être déchiffrée : le site a été déplacé sans la clé de son dossier de données. Saisissez-la de nouveau.';
$string['selectrow'] = 'Sélectionner l’événement {$a}';
$string['sendexisting'] = 'Envoyer tous les fichiers existants';
$string['sending'] = 'Envoi';
$string['sendip'] = 'Envoyer les adresses IP';
$string['sendipinfo'] = 'L’adresse depuis laquelle un utilisateur l’a fait.';
$string['sendnow'] = 'Envoyer maintenant';
$string['sendother'] = 'Envoyer les détails';
$string['sendotherinfo'] = 'Le champ <code>other</code> d’un événement, qui change d’un événement à l’autre. Il peut contenir des noms, des adresses e-mail et des textes d’utilisateurs.';
$string['sendtest'] = 'Envoyer un événement d’essai';
$string['sendusers'] = 'Envoyer les numéros des utilisateurs';
$string['sendusersinfo'] = 'Les destinataires qui peuvent lire ce Moodle savent alors qui l’a fait.';
$string['settings'] = 'Réglages';
$string['setup'] = 'Mettre en place le service web';
$string['setupaddresses'] = 'Ce doivent être des adresses ou des réseaux séparés par des virgules, tels que 192.0.2.7, 198.51.100.0/24.';
$string['setupbutton'] = 'Mettre en place';
$string['setupdone'] = 'Le service web est en place : l’utilisateur, le rôle, le service et le jeton sont là.';
$string['setupgood'] = 'Les événements vont à {$a}.';
$string['setupinsecure'] = 'Les événements vont à {$a->place}. L’adresse de ce site est {$a->site}, et moodle-aws ne travaille qu’avec des sites dont l’adresse commence par https : aucun cours de ce site n’est indexé. Les autres destinataires ne sont pas concernés.';
$string['setupintro'] = 'Un indexeur lit les cours et leurs fichiers par les services web de Moodle. Ceci crée un utilisateur, {$a}, qui ne peut pas se connecter et ne reçoit pas de courrier ; un rôle qui peut voir tous les cours et ne rien changer ; un service avec les fonctions qui donnent textes et fichiers ; et un jeton. Le refaire répare ce qui a été changé.';
$string['setupiprestriction'] = 'Peut être utilisé depuis';
$string['setupiprestrictioninfo'] = 'Adresses et réseaux séparés par des virgules, tels que 192.0.2.7, 198.51.100.0/24. Vide : de partout.';
$string['setupkept'] = 'Le jeton qui existait est toujours valable, et n’est plus affiché. Pour l’enregistrer de nouveau, faites-en un nouveau ; l’exploitant saisit :';
$string['setupneeded'] = 'Rien n’est encore envoyé : il n’est pas dit où vont les événements.';
$string['setupnewtoken'] = 'Jeton';
$string['setupnewtokeninfo'] = 'Faire un nouveau jeton. Celui qui existe cesse aussitôt de fonctionner.';
$string['setupprofile'] = 'Moodle refusera les appels de {$a} : un champ de profil que tous doivent remplir est vide. Cherchez cet utilisateur dans la liste des utilisateurs, et remplissez-le.';
$string['setuprestoff'] = 'Le protocole REST est désactivé.';
$string['setuprole'] = 'index moodle-aws';
$string['setuproleinfo'] = 'Voit les cours et les activités, et ne change rien. Fait par le plugin « Événements vers AWS » pour l’utilisateur moodle-aws-index.';
$string['setupstore'] = 'L’exploitant du service l’enregistre avec cette commande, qui lit le jeton sur son entrée standard :';
$string['setupswitchon'] = 'Activer ce qui est désactivé';
$string['setupswitchonneeded'] = 'Sans eux, aucun jeton ne fonctionne. Cochez cette case pour les activer ; rien d’autre n’est changé aux services web de Moodle.';
$string['setupthere'] = 'C’est en place. Le jeton a été fait le {$a->made} ; dernière utilisation : {$a->used}.';
$string['setuptoken'] = 'Jeton';
$string['setuptokenname'] = 'index moodle-aws';
$string['setuptokenonce'] = 'Voici le jeton. Il n’est affiché que cette fois ; donnez-le à l’exploitant du service comme vous donneriez un mot de passe.';
$string['setupusertaken'] = 'Il y a un utilisateur {$a} qui se connecte autrement, ou qui est administrateur. Renommez-le, puis réessayez.';
$string['setupvaliduntil'] = 'Valable jusqu’au';
$string['setupvaliduntilpast'] = 'Ce jour est passé. Choisissez-en un plus tard.';
$string['setupwebservicesoff'] = 'Les services web sont désactivés.';
$string['siteother'] = 'Jusqu’ici les événements étaient envoyés depuis une autre adresse que le wwwroot de ce site ; rien n’est donc envoyé. Si ceci est une copie, désactivez « Envoyer des événements », ou indiquez un bus d’événements propre et cliquez sur « Envoyer un événement d’essai » sur la page d’état. Si le site a déménagé, cliquez-y aussi : l’envoi reprend alors.';
$string['skipguests'] = 'Laisser de côté les visiteurs anonymes';
$string['skipguestsinfo'] = 'Ce que font les visiteurs anonymes n’est pas envoyé.';
$string['status'] = 'État de l’envoi';
$string['statusandtest'] = 'État et essai';
$string['tabdead'] = 'Abandonnés ({$a})';
$string['tabwaiting'] = 'En attente ({$a})';
$string['taskexisting'] = 'Demander l’index de tous les cours';
$string['taskpurge'] = 'Supprimer les événements abandonnés';
$string['tasksend'] = 'Envoyer des événements';
$string['testnotrecorded'] = 'L’événement d’essai n’a pas été enregistré. Ce qui l’a empêché est dans le journal du serveur web.';
$string['testsent'] = 'L’événement d’essai est arrivé. Son ID est {$a->id} ; cela a pris {$a->time} ms.';
$string['timeover'] = 'Il y en a encore ; cron continue.';
$string['transport'] = 'Envoyer à';
$string['transportaws'] = 'Amazon EventBridge';
$string['transportcode'] = 'Le service de moodle-aws';
$string['transportinfo'] = 'Le service accepte les événements d’un Moodle qui n’a pas de compte AWS, et qui n’a besoin que d’un code de connexion.';
$string['waitinginactive'] = 'L’envoi est désactivé, et des événements attendent : {$a}.';
$string['what'] = 'Ce qui est envoyé';
