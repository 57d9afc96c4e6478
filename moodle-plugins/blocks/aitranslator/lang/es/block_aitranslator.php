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
 * The texts of the plugin in Spanish.
 *
 * @package    block_aitranslator
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

defined('MOODLE_INTERNAL') || die();

$string['accept'] = 'Aceptar';
$string['advanced'] = 'Avanzado';
$string['aitranslator:addinstance'] = 'Añadir un nuevo bloque Traductor con IA';
$string['aitranslator:myaddinstance'] = 'Añadir un nuevo bloque Traductor con IA al Área personal';
$string['aitranslator:use'] = 'Traducir con el bloque Traductor con IA';
$string['cachedef_languages'] = 'Lo que el servicio de traducción puede traducir';
$string['cachedef_translations'] = 'Traducciones del último día';
$string['causeother'] = '{$a->detail} Compruebe la dirección, y que no haya delante una página de acceso ni un proxy.';
$string['causerefused'] = '{$a->detail} (código {$a->code}, solicitud {$a->id})';
$string['causeunreachable'] = 'No se puede conectar con el servicio de traducción desde este servidor: {$a->detail}';
$string['checkagain'] = 'Comprobar de nuevo';
$string['checkbad'] = 'La conexión todavía no funciona. El primer paso fallido indica qué hay que hacer.';
$string['checkconnection'] = 'Comprobar la conexión';
$string['checkgood'] = 'La conexión funciona.';
$string['checkuntried'] = 'Lo que se ha probado funciona. Un paso no se ha podido probar; ahí se indica por qué.';
$string['choose'] = 'Elegir un idioma';
$string['clear'] = 'Borrar';
$string['codedamaged'] = 'Este código de conexión está cortado o se alteró por el camino. Cópielo de nuevo entero.';
$string['codeother'] = 'Esto no es un código de conexión: los códigos de conexión empiezan por «moodle-aws-1.». El operador del servicio de traducción crea uno con «moodle-aws site add».';
$string['codeothersite'] = 'El código de conexión se creó para una dirección distinta del wwwroot de este sitio. La copia de un sitio necesita su propio código.';
$string['codeothersitenow'] = 'Este código de conexión se creó para {$a->made}, y la dirección de este sitio es {$a->site}. Pida un código creado para {$a->site}.';
$string['codeotherversion'] = 'Este código de conexión tiene un formato más reciente que los que esta extensión puede leer. Actualice la extensión.';
$string['codeunreadable'] = 'No se puede descifrar el código de conexión: el sitio se trasladó sin la clave de su carpeta de datos. Pegue de nuevo el código.';
$string['codeunusable'] = 'El contenido de este código de conexión no sirve. Pida uno nuevo.';
$string['connect'] = 'Conectar el servicio de traducción';
$string['connectintro'] = '<p>Pegue el código de conexión que le dio el operador del servicio de traducción, guarde los cambios y pulse «Comprobar la conexión». No hace falta configurar nada más.</p>';
$string['connectioncode'] = 'Código de conexión';
$string['connectioncodeinfo'] = 'El operador lo crea con <code>moodle-aws site add --url {$a}</code>. Contiene la clave del sitio: se guarda cifrado y no se vuelve a mostrar.';
$string['consentmissing'] = 'Acepte primero la política de uso de IA.';
$string['consenttext'] = '<p>Lo que traduzca se envía al servicio de traducción en <strong>{$a}</strong>, con su número de usuario en este sitio, pero sin su nombre. No envíe datos personales. La traducción es automática y puede contener errores.</p>';
$string['consenttexttoken'] = '<p>Lo que traduzca se envía al servicio de traducción en <strong>{$a}</strong>, con una ficha (token) con la que el servicio pregunta a este sitio quién es usted: así conoce su nombre de usuario y su nombre. No envíe datos personales. La traducción es automática y puede contener errores.</p>';
$string['consenttitle'] = 'Antes de traducir';
$string['copytranslation'] = 'Copiar';
$string['counter'] = '{$a->used} de {$a->most} caracteres';
$string['decline'] = 'Rechazar';
$string['declined'] = 'No se ha enviado nada. Para traducir, acepte la política de uso de IA.';
$string['endpoint'] = 'Dirección del servicio';
$string['endpointinfo'] = 'Por ejemplo, https://tool.example.';
$string['endpointinsecure'] = 'Esta dirección es http sin cifrar: las fichas (tokens) y los textos se enviarían en claro. Tiene que ser https.';
$string['endpointinvalid'] = 'Esto no es una dirección como https://tool.example.';
$string['enginebusy'] = 'El servicio de traducción está saturado. Inténtelo de nuevo en unos instantes.';
$string['enginerefused'] = 'El servicio de traducción no puede traducir este texto. Pruebe con otra parte del texto.';
$string['engineunavailable'] = 'El servicio de traducción no puede traducir en este momento. Inténtelo de nuevo más tarde.';
$string['from'] = 'Del {$a->source} al {$a->target}.';
$string['fromrecognised'] = 'Del {$a->source} (detectado) al {$a->target}.';
$string['fromrecognisedvia'] = 'Del {$a->source} (detectado) al {$a->target}, pasando por el {$a->via}.';
$string['fromvia'] = 'Del {$a->source} al {$a->target}, pasando por el {$a->via}.';
$string['glossary'] = 'Glosario';
$string['glossaryinfo'] = 'Una línea por término: <code>término = traducción</code> para todos los idiomas, o <code>fr: término = traducción</code> para uno solo. Las líneas que empiezan por # son notas. Solo los modelos de lenguaje siguen un glosario.';
$string['glossaryline'] = 'La línea {$a} del glosario no tiene la forma «término = traducción» ni «fr: término = traducción».';
$string['glossarylong'] = 'La línea {$a} del glosario tiene un término o una traducción de más de 200 caracteres.';
$string['glossarymany'] = 'Con la línea {$a}, el glosario supera los 200 términos para un idioma.';
$string['glossarytwice'] = 'La línea {$a} del glosario repite un término anterior.';
$string['goon'] = 'Continuar';
$string['guestnotice'] = 'Acceda con su cuenta para traducir. Los invitados no pueden hacerlo.';
$string['hostblocked'] = 'La configuración de este Moodle bloquea el servicio de traducción en {$a}: su dirección está en la «Lista de direcciones cURL bloqueadas», o su puerto no está en la «Lista de puertos cURL autorizados».';
$string['languageunknown'] = 'No se ha detectado el idioma del texto. Elíjalo.';
$string['linkhttpsecurity'] = 'Seguridad HTTP';
$string['linksettings'] = 'Configuración';
$string['linkwebservices'] = 'Vista general de los servicios web';
$string['machinetranslation'] = 'Traducción automática: puede contener errores.';
$string['maxcharacters'] = 'Longitud máxima del texto';
$string['maxcharactersinfo'] = 'Caracteres de un texto. Las páginas se envían por partes y pueden ser más largas.';
$string['mode'] = 'Cómo se autentican las solicitudes';
$string['modecode'] = 'Con el código de conexión';
$string['modeinfo'] = 'Con el código de conexión, la extensión firma cada solicitud y Moodle no necesita servicios web. Las fichas (tokens) de servicios web son para instalaciones del servicio que solo conocen la dirección de este Moodle. Moodle no da esas fichas a los administradores del sitio, así que en ese modo no pueden traducir.';
$string['modetoken'] = 'Con fichas (tokens) de servicios web de los usuarios';
$string['needcreatetoken'] = 'Permita «moodle/webservice:createtoken» al rol «Usuario identificado».';
$string['needrest'] = 'Habilite el protocolo REST.';
$string['needrestuse'] = 'Permita «webservice/rest:use» al rol «Usuario identificado».';
$string['needservice'] = 'Habilite el servicio externo «AI translator».';
$string['needwebservices'] = 'Habilite los servicios web en «Opciones avanzadas».';
$string['noblock'] = 'Este bloque ya no está aquí o se ha desactivado. Recargue la página.';
$string['nopermissionnotice'] = 'No tiene permiso para traducir aquí. Si lo necesita, pídaselo a su profesor.';
$string['notarget'] = 'Elija el idioma al que quiere traducir.';
$string['notconnected'] = 'El traductor todavía no está conectado a un servicio de traducción.';
$string['notconnectedadmin'] = 'El traductor todavía no está conectado a un servicio de traducción, o la conexión no se puede usar. Quienes no tienen permisos de administración solo ven que no está conectado.';
$string['notext'] = 'Escriba o pegue primero un texto.';
$string['offline'] = 'El sitio no ha respondido. Compruebe su conexión e inténtelo de nuevo.';
$string['otherlanguages'] = 'Otros idiomas';
$string['pagecount'] = '{$a->done} de {$a->total} partes';
$string['pagedone'] = 'Partes de la página traducidas: {$a->translated}.';
$string['pagedoneleft'] = 'Partes de la página traducidas: {$a->translated}. Sin cambios: {$a->left}.';
$string['pageempty'] = 'En esta página no hay nada que traducir.';
$string['pagerestored'] = 'La página vuelve a estar en su idioma original.';
$string['pagestopped'] = 'Detenido. Partes de la página traducidas: {$a->translated} de {$a->total}.';
$string['pageworking'] = 'Se está traduciendo la página.';
$string['pairunsupported'] = 'El servicio no traduce entre estos idiomas. Elija otro.';
$string['pluginname'] = 'Traductor con IA';
$string['privacy:metadata:core_ai'] = 'El subsistema de IA de Moodle guarda si una persona ha aceptado la política de uso de IA.';
$string['privacy:metadata:translation_service'] = 'Los textos que traduce una persona se envían al servicio de traducción que ha conectado el administrador.';
$string['privacy:metadata:translation_service:site'] = 'La dirección de este Moodle.';
$string['privacy:metadata:translation_service:texts'] = 'Los textos que se van a traducir y sus idiomas.';
$string['privacy:metadata:translation_service:token'] = 'En el modo con fichas (tokens) de servicios web: la ficha de la persona, con la que el servicio pregunta a Moodle de quién es y conoce así el nombre de usuario y el nombre.';
$string['privacy:metadata:translation_service:userid'] = 'El número de la persona en este Moodle, con el que el servicio cuenta lo que traduce.';
$string['quotareached'] = 'Por ahora ha traducido todo lo permitido. Inténtelo de nuevo dentro de {$a}.';
$string['recognise'] = 'Detectar idioma';
$string['reload'] = 'Recargar la página';
$string['retry'] = 'Intentar de nuevo';
$string['selectionnone'] = 'Seleccione primero un texto de la página.';
$string['sentto'] = 'Lo que traduzca se envía a {$a}.';
$string['servicelimit'] = 'Es más texto del que el servicio de traducción acepta de una vez. Traduzca una parte más corta.';
$string['servicerefused'] = 'El servicio de traducción no acepta solicitudes de este sitio. Avise al administrador del sitio.';
$string['serviceunreachable'] = 'Ahora mismo no se puede conectar con el servicio de traducción. Inténtelo de nuevo más tarde.';
$string['sessionexpired'] = 'Su sesión ha terminado. Copie lo que quiera conservar, recargue la página y acceda de nuevo.';
$string['showoriginal'] = 'Mostrar el original';
$string['sitelanguages'] = 'Idiomas de este sitio';
$string['sitequotareached'] = 'Por ahora este sitio ha traducido todo lo permitido. Inténtelo de nuevo dentro de {$a}.';
$string['siterequestsperhour'] = 'Solicitudes por hora de todo el sitio';
$string['siterequestsperhourinfo'] = '0: sin límite por parte de Moodle. El servicio tiene sus propios límites.';
$string['sourcelanguage'] = 'Traducir de';
$string['stepengine'] = 'Motor de traducción';
$string['stepenginenone'] = 'El servicio no tiene ningún motor de traducción con al menos dos idiomas. Su operador debe configurar uno.';
$string['stepengineok'] = '{$a->model}, {$a->count} idiomas.';
$string['stepfailed'] = 'Fallo';
$string['stephost'] = 'Seguridad HTTP de Moodle';
$string['stephostok'] = 'Se permiten las solicitudes a {$a}.';
$string['stepok'] = 'Funciona';
$string['stepservice'] = 'Servicio de traducción';
$string['stepserviceok'] = 'Responde y acepta las solicitudes de este sitio ({$a} ms).';
$string['stepsettings'] = 'Configuración de la conexión';
$string['stepsettingsok'] = 'El servicio está en {$a}.';
$string['stepskipped'] = 'No probado';
$string['steptranslation'] = 'Una traducción';
$string['steptranslationok'] = '«{$a->original}» de {$a->source} a {$a->target}: «{$a->text}» ({$a->time} ms).';
$string['stepwebservices'] = 'Servicios web de Moodle';
$string['stepwebservicesok'] = 'Están habilitados, y los usuarios pueden obtener fichas (tokens).';
$string['stop'] = 'Detener';
$string['swap'] = 'Intercambiar idiomas';
$string['swapimpossible'] = 'Esta traducción solo es posible en un sentido.';
$string['swapunknown'] = 'Para intercambiarlos, elija el idioma del texto o tradúzcalo primero.';
$string['targetlanguage'] = 'Traducir a';
$string['taskforget'] = 'Olvidar las traducciones del último día';
$string['text'] = 'Texto que quiere traducir';
$string['texttoolong'] = 'El texto tiene {$a->length} caracteres y se permiten {$a->most}. Traduzca una parte más corta.';
$string['tokenadmin'] = 'Los administradores del sitio no pueden obtener fichas (tokens) de los servicios web de Moodle, así que en este modo no pueden traducir. Conecte el sitio con un código de conexión, o pruebe con otro usuario.';
$string['tokenrefused'] = 'Moodle no le da ninguna ficha (token) para el servicio de traducción. Avise al administrador del sitio.';
$string['tokenserviceoff'] = 'El servicio de traducción está configurado para usar los servicios web de Moodle, y estos o el servicio «AI translator» están deshabilitados. Avise al administrador del sitio.';
$string['toolong'] = 'El texto tiene más de {$a} caracteres. Acórtelo o tradúzcalo en partes.';
$string['toomanyatonce'] = 'Tiene varias traducciones en curso. Inténtelo de nuevo cuando termine alguna.';
$string['translate'] = 'Traducir';
$string['translatekey'] = 'Ctrl+Intro en el texto hace lo mismo';
$string['translatepage'] = 'Traducir esta página';
$string['translateselection'] = 'Traducir la selección';
$string['use'] = 'Uso';
$string['userrequestsperhour'] = 'Solicitudes por hora de cada persona';
$string['userrequestsperhourinfo'] = 'Un texto es una solicitud; una página de cuarenta párrafos supone unas cuatro. Lo que ya se tradujo antes no cuenta. 0: sin límite por parte de Moodle.';
$string['withdetail'] = '{$a->message} Para administradores: {$a->detail}';
$string['working'] = 'Espere, por favor…';
