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
 * @package    block_aitranslator
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

defined('MOODLE_INTERNAL') || die();

$string['accept'] = 'Accepter';
$string['advanced'] = 'Avancé';
$string['aitranslator:addinstance'] = 'Ajouter un bloc Traducteur IA';
$string['aitranslator:myaddinstance'] = 'Ajouter un bloc Traducteur IA au tableau de bord';
$string['aitranslator:use'] = 'Traduire avec le bloc Traducteur IA';
$string['cachedef_languages'] = 'Ce que le service de traduction peut traduire';
$string['cachedef_translations'] = 'Traductions effectuées au cours du dernier jour';
$string['causeother'] = '{$a->detail} Vérifiez l’adresse, et qu’aucune page de connexion ni aucun proxy ne s’interpose.';
$string['causerefused'] = '{$a->detail} (code {$a->code}, requête {$a->id})';
$string['causeunreachable'] = 'Le service de traduction est injoignable depuis ce serveur : {$a->detail}';
$string['checkagain'] = 'Vérifier à nouveau';
$string['checkbad'] = 'La connexion ne fonctionne pas encore. La première étape en échec indique ce qu’il faut faire.';
$string['checkconnection'] = 'Vérifier la connexion';
$string['checkgood'] = 'La connexion fonctionne.';
$string['checkuntried'] = 'Ce qui a été essayé fonctionne. Une étape n’a pas pu être essayée ; elle indique pourquoi.';
$string['choose'] = 'Choisir une langue';
$string['clear'] = 'Effacer';
$string['codedamaged'] = 'Ce code de connexion est tronqué ou a été modifié en chemin. Copiez-le de nouveau en entier.';
$string['codeother'] = 'Ceci n’est pas un code de connexion : un code de connexion commence par « moodle-aws-1. ». L’exploitant du service de traduction en crée un avec « moodle-aws site add ».';
$string['codeothersite'] = 'Le code de connexion a été créé pour une autre adresse que le wwwroot de ce site. Une copie d’un site a besoin de son propre code.';
$string['codeothersitenow'] = 'Ce code de connexion a été créé pour {$a->made}, et l’adresse de ce site est {$a->site}. Demandez un code créé pour {$a->site}.';
$string['codeotherversion'] = 'Ce code de connexion a un format plus récent que ceux que ce plugin sait lire. Mettez le plugin à jour.';
$string['codeunreadable'] = 'Le code de connexion ne peut pas être déchiffré : le site a été déplacé sans la clé de son dossier de données. Collez de nouveau le code.';
$string['codeunusable'] = 'Le contenu de ce code de connexion est inutilisable. Demandez-en un nouveau.';
$string['connect'] = 'Connecter le service de traduction';
$string['connectintro'] = '<p>Collez le code de connexion que l’exploitant du service de traduction vous a remis, enregistrez, puis cliquez sur « Vérifier la connexion ». Aucun autre réglage n’est nécessaire.</p>';
$string['connectioncode'] = 'Code de connexion';
$string['connectioncodeinfo'] = 'L’exploitant le crée avec <code>moodle-aws site add --url {$a}</code>. Il contient la clé du site : il est conservé chiffré et n’est plus affiché ensuite.';
$string['consentmissing'] = 'Acceptez d’abord la politique d’usage IA.';
$string['consenttext'] = '<p>Ce que vous traduisez est envoyé au service de traduction à l’adresse <strong>{$a}</strong>, avec votre numéro d’utilisateur sur ce site, mais sans votre nom. N’envoyez pas de données personnelles. La traduction est automatique et peut contenir des erreurs.</p>';
$string['consenttexttoken'] = '<p>Ce que vous traduisez est envoyé au service de traduction à l’adresse <strong>{$a}</strong>, avec un jeton par lequel le service demande à ce site qui vous êtes : il apprend ainsi votre nom d’utilisateur et votre nom. N’envoyez pas de données personnelles. La traduction est automatique et peut contenir des erreurs.</p>';
$string['consenttitle'] = 'Avant de traduire';
$string['copytranslation'] = 'Copier';
$string['counter'] = '{$a->used} caractères sur {$a->most}';
$string['decline'] = 'Refuser';
$string['declined'] = 'Rien n’a été envoyé. Pour traduire, acceptez la politique d’usage IA.';
$string['endpoint'] = 'Adresse du service';
$string['endpointinfo'] = 'Par exemple https://tool.example.';
$string['endpointinsecure'] = 'Cette adresse est en http simple : les jetons et les textes seraient envoyés en clair. Elle doit être en https.';
$string['endpointinvalid'] = 'Ceci n’est pas une adresse telle que https://tool.example.';
$string['enginebusy'] = 'Le service de traduction est surchargé. Réessayez dans un instant.';
$string['enginerefused'] = 'Le service de traduction ne peut pas traduire ce texte. Essayez avec une autre partie du texte.';
$string['engineunavailable'] = 'Le service de traduction ne peut rien traduire pour le moment. Réessayez plus tard.';
$string['from'] = 'Langue d’origine : {$a->source} ; langue d’arrivée : {$a->target}.';
$string['fromrecognised'] = 'Langue d’origine détectée : {$a->source} ; langue d’arrivée : {$a->target}.';
$string['fromrecognisedvia'] = 'Langue d’origine détectée : {$a->source} ; langue d’arrivée : {$a->target} ; en passant par une autre langue : {$a->via}.';
$string['fromvia'] = 'Langue d’origine : {$a->source} ; langue d’arrivée : {$a->target} ; en passant par une autre langue : {$a->via}.';
$string['glossary'] = 'Glossaire';
$string['glossaryinfo'] = 'Une ligne par terme : <code>terme = traduction</code> pour toutes les langues, ou <code>fr: terme = traduction</code> pour une seule. Les lignes qui commencent par # sont des notes. Seuls les modèles de langage suivent un glossaire.';
$string['glossaryline'] = 'La ligne {$a} du glossaire n’a pas la forme « terme = traduction » ou « fr: terme = traduction ».';
$string['glossarylong'] = 'La ligne {$a} du glossaire contient un terme ou une traduction de plus de 200 caractères.';
$string['glossarymany'] = 'Avec la ligne {$a}, le glossaire dépasse 200 termes pour une langue.';
$string['glossarytwice'] = 'La ligne {$a} du glossaire contient un terme déjà présent plus haut.';
$string['goon'] = 'Continuer';
$string['guestnotice'] = 'Connectez-vous pour traduire. Les visiteurs anonymes ne peuvent pas le faire.';
$string['hostblocked'] = 'Les réglages de ce Moodle bloquent le service de traduction à l’adresse {$a} : son hôte figure dans la « Liste d’hôtes bloqués pour cURL », ou son port ne figure pas dans la « Liste de ports cURL autorisés ».';
$string['languageunknown'] = 'La langue du texte n’a pas été détectée. Choisissez-la.';
$string['linkhttpsecurity'] = 'Sécurité HTTP';
$string['linksettings'] = 'Paramètres';
$string['linkwebservices'] = 'Vue d’ensemble des services web';
$string['machinetranslation'] = 'Traduction automatique : elle peut contenir des erreurs.';
$string['maxcharacters'] = 'Longueur maximale d’un texte';
$string['maxcharactersinfo'] = 'Nombre de caractères d’un texte. Les pages sont envoyées par parties et peuvent être plus longues.';
$string['mode'] = 'Authentification des requêtes';
$string['modecode'] = 'Avec le code de connexion';
$string['modeinfo'] = 'Avec le code de connexion, le plugin signe chaque requête, et Moodle n’a pas besoin des services web. Les jetons de services web sont destinés aux installations du service qui ne connaissent que l’adresse de ce Moodle. Les administrateurs du site ne peuvent pas obtenir de tels jetons de Moodle, et ne peuvent donc pas traduire dans ce mode.';
$string['modetoken'] = 'Avec les jetons de services web des utilisateurs';
$string['needcreatetoken'] = 'Autorisez « moodle/webservice:createtoken » pour le rôle « Utilisateur authentifié ».';
$string['needrest'] = 'Activez le protocole REST.';
$string['needrestuse'] = 'Autorisez « webservice/rest:use » pour le rôle « Utilisateur authentifié ».';
$string['needservice'] = 'Activez le service externe « AI translator ».';
$string['needwebservices'] = 'Activez les services web dans « Fonctions avancées ».';
$string['noblock'] = 'Ce bloc n’est plus ici, ou il a été désactivé. Rechargez la page.';
$string['nopermissionnotice'] = 'Vous n’avez pas l’autorisation de traduire ici. Si vous en avez besoin, adressez-vous à votre enseignant.';
$string['notarget'] = 'Choisissez la langue dans laquelle traduire.';
$string['notconnected'] = 'Le traducteur n’est pas encore connecté à un service de traduction.';
$string['notconnectedadmin'] = 'Le traducteur n’est pas encore connecté à un service de traduction, ou la connexion est inutilisable. Les personnes sans droits d’administration voient seulement qu’il n’est pas connecté.';
$string['notext'] = 'Écrivez ou collez d’abord un texte.';
$string['offline'] = 'Le site n’a pas répondu. Vérifiez votre connexion, puis réessayez.';
$string['otherlanguages'] = 'Autres langues';
$string['pagecount'] = '{$a->done} parties sur {$a->total}';
$string['pagedone'] = 'Parties de la page traduites : {$a->translated}.';
$string['pagedoneleft'] = 'Parties de la page traduites : {$a->translated}. Laissées telles quelles : {$a->left}.';
$string['pageempty'] = 'Il n’y a rien à traduire sur cette page.';
$string['pagerestored'] = 'La page est de nouveau dans sa langue d’origine.';
$string['pagestopped'] = 'Traduction arrêtée. Parties de la page traduites : {$a->translated} sur {$a->total}.';
$string['pageworking'] = 'La page est en cours de traduction.';
$string['pairunsupported'] = 'Le service ne traduit pas entre ces deux langues. Choisissez-en une autre.';
$string['pluginname'] = 'Traducteur IA';
$string['privacy:metadata:core_ai'] = 'Le sous-système IA de Moodle enregistre si une personne a accepté la politique d’usage IA.';
$string['privacy:metadata:translation_service'] = 'Les textes qu’une personne traduit sont envoyés au service de traduction que l’administrateur a connecté.';
$string['privacy:metadata:translation_service:site'] = 'L’adresse de ce Moodle.';
$string['privacy:metadata:translation_service:texts'] = 'Les textes à traduire et leurs langues.';
$string['privacy:metadata:translation_service:token'] = 'Dans le mode avec jetons de services web : le jeton de la personne, avec lequel le service demande à Moodle à qui il appartient et apprend ainsi le nom d’utilisateur et le nom.';
$string['privacy:metadata:translation_service:userid'] = 'Le numéro de la personne dans ce Moodle, avec lequel le service compte ce qu’elle traduit.';
$string['quotareached'] = 'Votre quota de traduction est épuisé pour le moment. Réessayez dans {$a}.';
$string['recognise'] = 'Détecter la langue';
$string['reload'] = 'Recharger la page';
$string['retry'] = 'Réessayer';
$string['selectionnone'] = 'Sélectionnez d’abord du texte sur la page.';
$string['sentto'] = 'Ce que vous traduisez est envoyé à {$a}.';
$string['servicelimit'] = 'C’est plus de texte que le service de traduction n’en accepte en une fois. Traduisez une partie plus courte.';
$string['servicerefused'] = 'Le service de traduction n’accepte pas les requêtes de ce site. Prévenez l’administrateur du site.';
$string['serviceunreachable'] = 'Le service de traduction est injoignable pour le moment. Réessayez plus tard.';
$string['sessionexpired'] = 'Votre session est échue. Copiez ce que vous voulez garder, puis rechargez la page et reconnectez-vous.';
$string['showoriginal'] = 'Afficher l’original';
$string['sitelanguages'] = 'Langues de ce site';
$string['sitequotareached'] = 'Le quota de traduction de ce site est épuisé pour le moment. Réessayez dans {$a}.';
$string['siterequestsperhour'] = 'Requêtes par heure pour tout le site';
$string['siterequestsperhourinfo'] = '0 : aucune limite de la part de Moodle. Le service a ses propres limites.';
$string['sourcelanguage'] = 'Langue d’origine';
$string['stepengine'] = 'Moteur de traduction';
$string['stepenginenone'] = 'Le service n’a aucun moteur de traduction avec au moins deux langues. Son exploitant doit en mettre un en place.';
$string['stepengineok'] = '{$a->model}, {$a->count} langues.';
$string['stepfailed'] = 'Échec';
$string['stephost'] = 'Sécurité HTTP de Moodle';
$string['stephostok'] = 'Les requêtes vers {$a} sont autorisées.';
$string['stepok'] = 'Fonctionne';
$string['stepservice'] = 'Service de traduction';
$string['stepserviceok'] = 'Il répond et accepte les requêtes de ce site ({$a} ms).';
$string['stepsettings'] = 'Paramètres de connexion';
$string['stepsettingsok'] = 'Le service se trouve à l’adresse {$a}.';
$string['stepskipped'] = 'Non essayé';
$string['steptranslation'] = 'Une traduction';
$string['steptranslationok'] = '« {$a->original} » de {$a->source} vers {$a->target} : « {$a->text} » ({$a->time} ms).';
$string['stepwebservices'] = 'Services web de Moodle';
$string['stepwebservicesok'] = 'Ils sont activés, et les utilisateurs peuvent obtenir des jetons.';
$string['stop'] = 'Arrêter';
$string['swap'] = 'Inverser les langues';
$string['swapimpossible'] = 'Cette traduction n’est possible que dans un sens.';
$string['swapunknown'] = 'Pour inverser, choisissez la langue du texte ou traduisez-le d’abord.';
$string['targetlanguage'] = 'Traduire en';
$string['taskforget'] = 'Oublier les traductions du dernier jour';
$string['text'] = 'Texte à traduire';
$string['texttoolong'] = 'Le texte compte {$a->length} caractères, et {$a->most} sont autorisés. Traduisez une partie plus courte.';
$string['tokenadmin'] = 'Les administrateurs du site ne peuvent pas obtenir de jetons des services web de Moodle, et ne peuvent donc pas traduire dans ce mode. Connectez plutôt le site avec un code de connexion, ou essayez avec un autre utilisateur.';
$string['tokenrefused'] = 'Moodle ne vous donne pas de jeton pour le service de traduction. Prévenez l’administrateur du site.';
$string['tokenserviceoff'] = 'Le service de traduction est configuré pour utiliser les services web de Moodle, et ceux-ci ou le service « AI translator » sont désactivés. Prévenez l’administrateur du site.';
$string['toolong'] = 'Le texte compte plus de {$a} caractères. Raccourcissez-le ou traduisez-le par parties.';
$string['toomanyatonce'] = 'Plusieurs de vos traductions sont en cours. Réessayez quand l’une d’elles sera terminée.';
$string['translate'] = 'Traduire';
$string['translatekey'] = 'Ctrl+Entrée dans le texte fait la même chose';
$string['translatepage'] = 'Traduire cette page';
$string['translateselection'] = 'Traduire la sélection';
$string['use'] = 'Utilisation';
$string['userrequestsperhour'] = 'Requêtes par heure et par personne';
$string['userrequestsperhourinfo'] = 'Un texte compte pour une requête ; une page de quarante paragraphes, pour environ quatre. Ce qui a déjà été traduit ne compte pas. 0 : aucune limite de la part de Moodle.';
$string['withdetail'] = '{$a->message} Pour les administrateurs : {$a->detail}';
$string['working'] = 'Veuillez patienter…';
