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
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

defined('MOODLE_INTERNAL') || die();

$string['accesskey'] = 'ID de la clave de acceso';
$string['accesskeyinfo'] = 'De un usuario que no puede hacer más que <code>events:PutEvents</code> en este bus. Es mejor un rol del servidor: así no hay clave que robar.';
$string['accesskeyinvalid'] = 'Esto no es un ID de clave de acceso como AKIAIOSFODNN7EXAMPLE.';
$string['adviceaccess'] = 'AWS no deja que estas credenciales pongan eventos en este bus: permita events:PutEvents en él en la política del rol o del usuario.';
$string['advicebus'] = 'No hay tal bus de eventos en esta región: compruebe «Bus de eventos» y «Región» en los ajustes.';
$string['advicebusy'] = 'AWS tiene demasiado que hacer en este momento, o se ha alcanzado el límite de la cuenta. Los eventos esperan y se intentan de nuevo.';
$string['advicecertificate'] = 'No se puede confiar en el certificado de la dirección llamada: compruebe «Otra dirección de EventBridge», y que ningún proxy en el camino lo cambie.';
$string['adviceclock'] = 'El reloj de este servidor está mal: active NTP.';
$string['advicecode'] = 'El servicio no acepta la clave de este sitio: pida a su operador un nuevo código de conexión, y péguelo en los ajustes.';
$string['advicecredentials'] = 'No se encontraron credenciales en este servidor: dele un rol, o elija «Una clave de acceso» en «Credenciales» en los ajustes.';
$string['advicekey'] = 'AWS no conoce esta clave de acceso: compruebe «ID de la clave de acceso» en los ajustes, y que la clave no se haya borrado.';
$string['advicename'] = 'La dirección de EventBridge no existe con ese nombre: compruebe «Región» y «Otra dirección de EventBridge» en los ajustes, y el servidor de nombres de esta máquina.';
$string['advicereach'] = 'No se puede llegar a EventBridge desde este servidor: compruebe su cortafuegos, los ajustes de proxy de Moodle y «Otra dirección de EventBridge» en los ajustes.';
$string['advicesecret'] = 'La clave de acceso secreta no corresponde al ID de la clave de acceso: ponga las dos de nuevo.';
$string['adviceservice'] = 'No se puede llegar al servicio, o no acepta eventos: pregunte a su operador si funciona, y compruebe que este servidor puede llamarlo.';
$string['advicetoken'] = 'Las credenciales han caducado: compruebe el rol de este servidor, o ponga una clave de acceso válida.';
$string['ago'] = '{$a->time} (hace {$a->age})';
$string['businvalid'] = 'Esto no es ni el nombre de un bus de eventos, como moodle-events, ni un ARN como arn:aws:events:eu-west-1:123456789012:event-bus/moodle-events.';
$string['busy'] = 'En este momento se están enviando eventos. Inténtelo de nuevo en un minuto.';
$string['checkdelivery'] = 'Eventos a AWS: envío';
$string['checkset_up'] = 'Eventos a AWS: ajustes';
$string['climeasureevents'] = '--events debe ser un número de 1 a 999999.';
$string['climeasurehelp'] = 'Mide lo que el plugin le cuesta a la persona que causa un evento. No deja nada en la base de datos.

-n, --events=N      cuántos eventos medir, 500 por defecto
-s, --synchronous   medir también las llamadas que una página esperaría sin la bandeja de salida: se envían 20 eventos de prueba
-h, --help          este texto

{$a} --events=1000';
$string['clisendhelp'] = 'Envía los eventos que esperan, como hace la tarea programada cada minuto.

-s, --seconds=N   cuánto tiempo como máximo, 240 por defecto
    --at-once     también si AWS no estaba disponible hace un momento
-h, --help        este texto

{$a} --at-once';
$string['clisendseconds'] = '--seconds debe ser un número de 1 a 99999.';
$string['clisetupask'] = 'Los servicios web o REST están desactivados. Con --yes se activan.';
$string['clisetupdate'] = '--valid-until debe ser un día futuro, como 2028-12-31.';
$string['clisetuphelp'] = 'Prepara el servicio web con el que un indexador lee este sitio: usuario, rol, servicio y token. Hacerlo de nuevo repara lo que se haya cambiado.

  --yes, -y               activar los servicios web y REST sin preguntar
  --new-token             hacer un token en lugar del que hay
  --valid-until=DAY       hasta cuándo vale el nuevo token, como 2028-12-31; siempre, si no se dice
  --ip=ADDRESSES          desde dónde se puede usar el nuevo token: direcciones y redes, entre comas
  --help, -h              este texto

Solo el token se escribe en la salida estándar:
  {$a} --yes | moodle-aws site token --url …';
$string['clisetupnothing'] = 'No se ha cambiado nada.';
$string['codedamaged'] = 'Este código de conexión está cortado o se cambió en el camino. Cópielo entero otra vez.';
$string['codeother'] = 'Esto no es un código de conexión: uno empieza por «moodle-aws-1.». El operador del servicio lo hace con «moodle-aws site add».';
$string['codeothersite'] = 'El código de conexión se hizo para otra dirección que el wwwroot de este sitio. La copia de un sitio necesita su propio código.';
$string['codeothersitenow'] = 'Este código de conexión se hizo para {$a->made}, y la dirección de este sitio es {$a->site}. Pida un código hecho para {$a->site}.';
$string['codeotherversion'] = 'Este código de conexión tiene una forma más nueva de la que este plugin sabe leer. Actualice el plugin.';
$string['codeunreadable'] = 'El código de conexión no se puede descifrar: el sitio se trasladó sin la clave de su carpeta de datos. Pegue el código otra vez.';
$string['codeunusable'] = 'Este código de conexión no tiene un contenido utilizable. Pida uno nuevo.';
$string['colattempts'] = 'Rechazado';
$string['colerror'] = 'Último error';
$string['colevent'] = 'Evento';
$string['colnext'] = 'Próximo intento en';
$string['colnumber'] = 'Número';
$string['coltime'] = 'Hora';
$string['connect'] = 'Conexión';
$string['connectintro'] = '<p>Los eventos van a Amazon EventBridge: directamente, con credenciales de AWS, o por el servicio de moodle-aws, con un código de conexión.</p>';
$string['connectioncode'] = 'Código de conexión';
$string['connectioncodeinfo'] = 'El operador del servicio lo hace con <code>moodle-aws site add --url {$a}</code>. Contiene la clave del sitio: se guarda cifrado y no se vuelve a mostrar.';
$string['coursefilter'] = 'Cursos';
$string['coursefilterall'] = 'Eventos de todos los cursos';
$string['coursefilterexcept'] = 'Todos menos los cursos de la lista';
$string['coursefilterinfo'] = 'Con «Solo los cursos de la lista», los eventos que no son de ningún curso, como los inicios de sesión, no se envían.';
$string['coursefilteronly'] = 'Solo los cursos de la lista';
$string['courses'] = 'Lista de cursos';
$string['coursesinfo'] = 'Escriba algunas letras del nombre de un curso.';
$string['courseunknown'] = 'No hay ningún curso con el número {$a}. Elija otro.';
$string['credentials'] = 'Credenciales';
$string['credentialsdefault'] = 'Las de este servidor';
$string['credentialsinfo'] = 'Las de este servidor: el rol de su instancia, de su contenedor o de su pod, o IAM Roles Anywhere; en Moodle no se guarda nada. Necesitan <code>events:PutEvents</code> en el bus. Con <code>events:DescribeEventBus</code> también se nota un bus que no existe: EventBridge no lo dice por sí mismo.';
$string['credentialskeys'] = 'Una clave de acceso';
$string['deaddays'] = 'Días hasta que se borran los eventos rechazados';
$string['deaddaysinfo'] = 'Los eventos abandonados esperan este tiempo a que alguien los envíe de nuevo. 0: no se borran nunca.';
$string['debug'] = 'Depuración';
$string['debuginfo'] = 'Escribe lo que se envía, y lo que AWS responde, en el registro de la tarea programada. El registro tiene entonces lo que tienen los eventos.';
$string['deleted'] = 'Eventos borrados: {$a}.';
$string['deletedead'] = 'Borrar todos los abandonados';
$string['deletedeadconfirm'] = '¿Borrar todos los eventos abandonados? Entonces no se enviarán nunca.';
$string['delivered'] = 'Enviados: {$a->sent}. Se intentan más tarde: {$a->later}. Abandonados: {$a->dead}.';
$string['deliverydead'] = 'Eventos abandonados: {$a}. La página de estado dice por qué, y los envía de nuevo.';
$string['deliverygood'] = 'Los eventos se envían. Esperan: {$a}.';
$string['deliverylate'] = 'Eventos que esperan: {$a->count}, el más antiguo desde hace {$a->age}.';
$string['disabled'] = 'El envío está desactivado: «Enviar eventos» en los ajustes.';
$string['enabled'] = 'Enviar eventos';
$string['enabledinfo'] = 'Si está desactivado, no se guardan nuevos eventos. Los que esperan se quedan.';
$string['endpoint'] = 'Otra dirección de EventBridge';
$string['endpointinfo'] = 'Solo para un punto de enlace de VPC, o un emulador como http://localhost:4566. Vacío: la dirección de la región.';
$string['endpointinsecure'] = 'Esta dirección es http sin cifrar, y los eventos se enviarían en claro. Debe ser https, salvo para un emulador en esta máquina o en su red.';
$string['endpointinvalid'] = 'Esto no es una dirección como https://events.example.com: no tiene ruta, y empieza por https://.';
$string['errorsaid'] = 'La respuesta: {$a}';
$string['eventbus'] = 'Bus de eventos';
$string['eventbusinfo'] = 'Su nombre, como <code>moodle-events</code>, o su ARN si es de otra cuenta.';
$string['eventindexrequested'] = 'Índice de un curso solicitado';
$string['events'] = 'Otros eventos';
$string['eventsinfo'] = 'También se envían estos. Escriba algunas letras del nombre de un evento.';
$string['eventtestsent'] = 'Evento de prueba enviado';
$string['eventunknown'] = 'Este sitio no tiene ningún evento {$a}. Elija otro.';
$string['existingqueued'] = 'Se indexarán todos los cursos: las solicitudes se hacen en la próxima ejecución de cron.';
$string['existingunderway'] = 'Esto ya está en marcha.';
$string['factdead'] = 'Abandonados';
$string['facterror'] = 'Último error';
$string['factlately'] = 'Enviados en la última hora';
$string['factoldest'] = 'Edad del más antiguo';
$string['factpause'] = 'Próximo intento en';
$string['factsuccess'] = 'Último éxito';
$string['factwaiting'] = 'Esperan';
$string['keysmissing'] = 'Falta la clave de acceso: ponga «ID de la clave de acceso» y «Clave de acceso secreta».';
$string['listdead'] = 'Eventos abandonados';
$string['listempty'] = 'Aquí no hay nada.';
$string['listwaiting'] = 'Eventos que esperan';
$string['maxattempts'] = 'Intentos';
$string['maxattemptsinfo'] = 'Un evento que AWS rechaza tantas veces se abandona, y espera en la lista de la página de estado. Cuando no se puede llegar a AWS, o lo rechaza todo, los eventos esperan y esto no cuenta.';
$string['next'] = 'enseguida';
$string['notconnected'] = 'El sitio no está conectado: pegue un código de conexión, o nombre un bus de eventos, en los ajustes.';
$string['numberinvalid'] = 'Debe ser un número entero de {$a->least} a {$a->most}.';
$string['paused'] = 'AWS no estaba disponible hace un momento. Los eventos esperan al próximo intento.';
$string['pluginname'] = 'Eventos a AWS';
$string['privacy'] = 'Privacidad';
$string['privacy:metadata:eventbridge'] = 'Los eventos que el administrador ha elegido se envían a Amazon EventBridge, o a un servicio que los pone allí.';
$string['privacy:metadata:eventbridge:event'] = 'Qué pasó, dónde y cuándo.';
$string['privacy:metadata:eventbridge:ip'] = 'La dirección IP desde la que se hizo; solo si esto está activado.';
$string['privacy:metadata:eventbridge:objectid'] = 'El número de la persona cuya cuenta se cambió; un código en su lugar, salvo que el envío de números esté activado.';
$string['privacy:metadata:eventbridge:other'] = 'Detalles, que pueden tener nombres, direcciones y textos; solo si esto está activado.';
$string['privacy:metadata:eventbridge:relateduserid'] = 'El número de la persona con la que se hizo; un código en su lugar, salvo que el envío de números esté activado.';
$string['privacy:metadata:eventbridge:userid'] = 'El número de la persona que lo hizo; un código en su lugar, salvo que el envío de números esté activado.';
$string['privacy:metadata:outbox'] = 'Eventos que esperan hasta que se envían. Entonces se borran.';
$string['privacy:metadata:outbox:courseid'] = 'El curso en el que pasó.';
$string['privacy:metadata:outbox:detail'] = 'Lo que se enviará.';
$string['privacy:metadata:outbox:eventname'] = 'Qué pasó.';
$string['privacy:metadata:outbox:timecreated'] = 'Cuándo pasó.';
$string['privacy:part'] = 'Eventos que esperan, parte {$a}';
$string['privacyintro'] = '<p>Mientras todo esto esté desactivado, los eventos llevan un código en lugar del número de un usuario: siempre el mismo código para el mismo usuario, hecho con un secreto de este sitio, de modo que quien lo recibe no sabe quién es. Los eventos que Moodle marca como anónimos no se envían nunca.</p>';
$string['profileenrolment'] = 'Matriculación: quién está matriculado dónde, con qué rol y en qué grupo';
$string['profileeverything'] = 'Todo lo que pasa, también la lectura';
$string['profilefiles'] = 'Archivos de los cursos: actividades, secciones y cursos que se crean, cambian, borran o restauran';
$string['profilegrades'] = 'Calificaciones y finalización';
$string['profiles'] = 'Eventos';
$string['profilesinfo'] = 'Los archivos de los cursos son lo que necesita el índice de un curso.';
$string['region'] = 'Región';
$string['regioninfo'] = 'Dónde está el bus de eventos, por ejemplo <code>eu-west-1</code>.';
$string['regioninvalid'] = 'Esto no es una región como eu-west-1.';
$string['regionmissing'] = 'Falta la región: ponga «Región», por ejemplo eu-west-1.';
$string['regionother'] = 'El bus de eventos está en otra región que la que dice «Región».';
$string['replayall'] = 'Intentar todos enseguida, también los abandonados';
$string['replaydead'] = 'Enviar de nuevo todos los abandonados';
$string['replayed'] = 'Eventos que se intentan de nuevo en la próxima ejecución de cron, o con «Enviar ahora»: {$a}.';
$string['replayednone'] = 'No se seleccionó ningún evento, o no hay ninguno.';
$string['replayselected'] = 'Intentar los seleccionados de nuevo';
$string['secretkey'] = 'Clave de acceso secreta';
$string['secretkeyinfo'] = 'Se guarda cifrada y no se vuelve a mostrar.';
$string['secretkeyinvalid'] = 'Esto no es una clave de acceso secreta: una tiene letras, cifras, / y +, y no tiene espacios.';
$string['secretkeyunreadable'] = 'La clave de acceso secreta no se puede descifrar: el sitio se trasladó sin la clave de su carpeta de datos. Póngala otra vez.';
$string['selectrow'] = 'Seleccionar el evento {$a}';
$string['sendexisting'] = 'Enviar todos los archivos existentes';
$string['sending'] = 'Envío';
$string['sendip'] = 'Enviar direcciones IP';
$string['sendipinfo'] = 'La dirección desde la que un usuario lo hizo.';
$string['sendnow'] = 'Enviar ahora';
$string['sendother'] = 'Enviar detalles';
$string['sendotherinfo'] = 'El campo <code>other</code> de un evento, que es distinto en cada evento. Puede tener nombres, direcciones de correo y textos de usuarios.';
$string['sendtest'] = 'Enviar evento de prueba';
$string['sendusers'] = 'Enviar los números de los usuarios';
$string['sendusersinfo'] = 'Quien lo recibe y puede leer este Moodle sabe entonces quién lo hizo.';
$string['settings'] = 'Ajustes';
$string['setup'] = 'Preparar el servicio web';
$string['setupaddresses'] = 'Deben ser direcciones o redes entre comas, como 192.0.2.7, 198.51.100.0/24.';
$string['setupbutton'] = 'Preparar';
$string['setupdone'] = 'El servicio web está preparado: el usuario, el rol, el servicio y el token están.';
$string['setupgood'] = 'Los eventos van a {$a}.';
$string['setupinsecure'] = 'Los eventos van a {$a->place}. La dirección de este sitio es {$a->site}, y moodle-aws solo trabaja con sitios cuya dirección empieza por https: ningún curso de este sitio se indexa. A otros destinatarios no les afecta.';
$string['setupintro'] = 'Un indexador lee los cursos y sus archivos por los servicios web de Moodle. Esto hace un usuario, {$a}, que no puede iniciar sesión y no recibe correo; un rol que puede ver todos los cursos y no cambiar nada; un servicio con las funciones que dan textos y archivos; y un token. Hacerlo de nuevo repara lo que se haya cambiado.';
$string['setupiprestriction'] = 'Se puede usar desde';
$string['setupiprestrictioninfo'] = 'Direcciones y redes entre comas, como 192.0.2.7, 198.51.100.0/24. Vacío: desde cualquier lugar.';
$string['setupkept'] = 'El token que había sigue valiendo, y no se vuelve a mostrar. Para guardarlo de nuevo, haga uno nuevo; el operador escribe:';
$string['setupneeded'] = 'Todavía no se envía nada: no se ha dicho adónde van los eventos.';
$string['setupnewtoken'] = 'Token';
$string['setupnewtokeninfo'] = 'Hacer un nuevo token. El que hay deja de valer enseguida.';
$string['setupprofile'] = 'Moodle rechazará las llamadas de {$a}: está vacío un campo del perfil que todos deben rellenar. Busque este usuario en la lista de usuarios, y rellénelo.';
$string['setuprestoff'] = 'El protocolo REST está desactivado.';
$string['setuprole'] = 'índice moodle-aws';
$string['setuproleinfo'] = 'Ve cursos y actividades, y no cambia nada. Hecho por el plugin «Eventos a AWS» para el usuario moodle-aws-index.';
$string['setupstore'] = 'El operador del servicio lo guarda con esta orden, que lee el token de su entrada estándar:';
$string['setupswitchon'] = 'Activar lo que está desactivado';
$string['setupswitchonneeded'] = 'Sin ellos no vale ningún token. Marque esto para que se activen; nada más se cambia en los servicios web de Moodle.';
$string['setupthere'] = 'Está preparado. El token se hizo el {$a->made}; último uso: {$a->used}.';
$string['setuptoken'] = 'Token';
$string['setuptokenname'] = 'índice moodle-aws';
$string['setuptokenonce'] = 'Este es el token. Solo se muestra esta vez; déselo al operador del servicio como daría una contraseña.';
$string['setupusertaken'] = 'Hay un usuario {$a} que inicia sesión de otra manera, o que es administrador. Cámbiele el nombre e inténtelo de nuevo.';
$string['setupvaliduntil'] = 'Vale hasta';
$string['setupvaliduntilpast'] = 'Este día ya ha pasado. Elija uno posterior.';
$string['setupwebservicesoff'] = 'Los servicios web están desactivados.';
$string['siteother'] = 'Hasta ahora los eventos se enviaron desde otra dirección que el wwwroot de este sitio, así que no se envía nada. Si esto es una copia, desactive «Enviar eventos», o indique un bus de eventos propio y pulse «Enviar evento de prueba» en la página de estado. Si el sitio se ha trasladado, púlselo también: el envío continúa entonces.';
$string['skipguests'] = 'Dejar fuera a los invitados';
$string['skipguestsinfo'] = 'Lo que hacen los invitados no se envía.';
$string['status'] = 'Estado del envío';
$string['statusandtest'] = 'Estado y prueba';
$string['tabdead'] = 'Abandonados ({$a})';
$string['tabwaiting'] = 'Esperan ({$a})';
$string['taskexisting'] = 'Solicitar el índice de todos los cursos';
$string['taskpurge'] = 'Borrar los eventos abandonados';
$string['tasksend'] = 'Enviar eventos';
$string['testnotrecorded'] = 'El evento de prueba no se registró. Lo que lo impidió está en el registro del servidor web.';
$string['testsent'] = 'El evento de prueba llegó. Su ID es {$a->id}; tardó {$a->time} ms.';
$string['timeover'] = 'Hay más; cron sigue con ello.';
$string['transport'] = 'Enviar a';
$string['transportaws'] = 'Amazon EventBridge';
$string['transportcode'] = 'El servicio de moodle-aws';
$string['transportinfo'] = 'El servicio acepta eventos de un Moodle que no tiene cuenta de AWS, y que no necesita más que un código de conexión.';
$string['waitinginactive'] = 'El envío está desactivado, y esperan eventos: {$a}.';
$string['what'] = 'Qué se envía';
