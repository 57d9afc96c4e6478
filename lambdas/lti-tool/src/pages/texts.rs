//! The texts of the tool's own pages. Nothing of the person is known there yet but what the browser prefers.

use http_api::Remedy;

pub(super) struct Texts {
    pub lang: &'static str,
    open_again: (&'static str, &'static str),
    administrator: (&'static str, &'static str),
    cookies: (&'static str, &'static str),
    switched_off: (&'static str, &'static str),
    wait: (&'static str, &'static str),
    /// Introduces the technical part.
    pub details: &'static str,
    pub request_id: &'static str,
    pub opening: &'static str,
    pub own_tab_title: &'static str,
    pub own_tab_reason: &'static str,
    pub own_tab_button: &'static str,
    pub own_tab_again: &'static str,
    pub register_title: &'static str,
    pub register_reason: &'static str,
    pub register_platform: &'static str,
    pub register_button: &'static str,
    pub register_hint: &'static str,
    pub registered_title: &'static str,
    /// What is still to do in Moodle.
    pub registered_moodle: &'static str,
    /// What is still to do elsewhere.
    pub registered_other: &'static str,
    pub registered_button: &'static str,
    pub registered_hint: &'static str,
}

impl Texts {
    /// The first language of the header that there are texts in, else English. Browsers send the header
    /// in order of preference.
    pub fn for_accept_language(header: &str) -> &'static Self {
        let wanted = header.split(',').map(|part| part.split([';', '-']).next().unwrap_or_default().trim());
        let known = |lang: &str| ALL.iter().find(|texts| texts.lang.eq_ignore_ascii_case(lang));
        wanted.into_iter().find_map(known).unwrap_or(&ALL[0])
    }

    /// Title and advice.
    pub fn remedy(&self, remedy: Remedy) -> (&'static str, &'static str) {
        match remedy {
            Remedy::OpenAgain => self.open_again,
            Remedy::Administrator => self.administrator,
            Remedy::Cookies => self.cookies,
            Remedy::SwitchedOff => self.switched_off,
            Remedy::Wait => self.wait,
        }
    }
}

static ALL: [Texts; 4] = [
    Texts {
        lang: "en",
        open_again: (
            "This activity could not be opened",
            "Go back to your course and open the activity again. If it happens again, show this page to your teacher.",
        ),
        administrator: (
            "This tool is not set up correctly",
            "Please show this page to the administrator of your learning platform: it says what to change.",
        ),
        cookies: (
            "Your browser does not keep cookies for this tool",
            "Allow cookies for this site, or use another browser, and open the activity again from your course.",
        ),
        switched_off: (
            "This tool is switched off for your site",
            "Ask the administrator of your learning platform whether and when it will be back.",
        ),
        wait: (
            "The tool cannot answer right now",
            "Wait a moment and open the activity again from your course.",
        ),
        details: "For the administrator",
        request_id: "Request id",
        opening: "Opening your activity…",
        own_tab_title: "Open the activity in a new tab",
        own_tab_reason: "Your browser does not let this activity keep a cookie inside the course page. In a tab of its own it works.",
        own_tab_button: "Open in a new tab",
        own_tab_again: "The button works once. To use it again, reload the course page first.",
        register_title: "Register this tool",
        register_reason: "Do you want to register this tool at this platform? The platform and the tool then trust each other’s signatures.",
        register_platform: "Platform",
        register_button: "Register",
        register_hint: "If you do not know this address, close this page: nothing has happened yet.",
        registered_title: "The tool is registered",
        registered_moodle: "In Moodle, go to Site administration > Plugins > Activity modules > External tool > Manage tools. A new tool is pending until you activate it: press “Activate” on its card. Then edit the tool, so that the activity chooser shows it to teachers: Moodle leaves that off, also when a tool is updated.",
        registered_other: "One step may be left: check in your platform’s list of tools whether the tool must be switched on before courses can use it.",
        registered_button: "Back to the platform",
        registered_hint: "If nothing happens, close this page.",
    },
    Texts {
        lang: "es",
        open_again: (
            "No se ha podido abrir esta actividad",
            "Vuelva a su curso y abra de nuevo la actividad. Si ocurre otra vez, muestre esta página a su profesor.",
        ),
        administrator: (
            "Esta herramienta no está bien configurada",
            "Muestre esta página al administrador de su plataforma de aprendizaje: dice qué hay que cambiar.",
        ),
        cookies: (
            "Su navegador no guarda las cookies de esta herramienta",
            "Permita las cookies de este sitio, o use otro navegador, y abra de nuevo la actividad desde su curso.",
        ),
        switched_off: (
            "Esta herramienta está desactivada para su sitio",
            "Pregunte al administrador de su plataforma de aprendizaje si volverá a estar disponible y cuándo.",
        ),
        wait: (
            "La herramienta no puede responder en este momento",
            "Espere un momento y abra de nuevo la actividad desde su curso.",
        ),
        details: "Para el administrador",
        request_id: "Id. de la petición",
        opening: "Abriendo su actividad…",
        own_tab_title: "Abrir la actividad en una pestaña nueva",
        own_tab_reason: "Su navegador no permite que esta actividad guarde una cookie dentro de la página del curso. En una pestaña propia funciona.",
        own_tab_button: "Abrir en una pestaña nueva",
        own_tab_again: "El botón funciona una sola vez. Para usarlo de nuevo, recargue antes la página del curso.",
        register_title: "Registrar esta herramienta",
        register_reason: "¿Desea registrar esta herramienta en esta plataforma? A partir de entonces, la plataforma y la herramienta confían en sus firmas.",
        register_platform: "Plataforma",
        register_button: "Registrar",
        register_hint: "Si no conoce esta dirección, cierre esta página: todavía no ha ocurrido nada.",
        registered_title: "La herramienta está registrada",
        registered_moodle: "En Moodle, vaya a Administración del sitio > Extensiones > Módulos de actividad > Herramienta externa > Gestionar herramientas. Mientras la tarjeta diga que está pendiente, pulse «Activar». Después edite la herramienta para que el selector de actividades la muestre a los profesores: Moodle lo deja desactivado, también al actualizar una herramienta.",
        registered_other: "Puede quedar un paso: compruebe en la lista de herramientas de su plataforma si hay que activarla antes de usarla en los cursos.",
        registered_button: "Volver a la plataforma",
        registered_hint: "Si no ocurre nada, cierre esta página.",
    },
    Texts {
        lang: "fr",
        open_again: (
            "Cette activité n’a pas pu être ouverte",
            "Retournez dans votre cours et ouvrez à nouveau l’activité. Si cela se reproduit, montrez cette page à votre enseignant.",
        ),
        administrator: (
            "Cet outil n’est pas configuré correctement",
            "Montrez cette page à l’administrateur de votre plateforme : elle indique ce qu’il faut modifier.",
        ),
        cookies: (
            "Votre navigateur ne conserve pas les cookies de cet outil",
            "Autorisez les cookies pour ce site, ou utilisez un autre navigateur, puis ouvrez à nouveau l’activité depuis votre cours.",
        ),
        switched_off: (
            "Cet outil est désactivé pour votre site",
            "Demandez à l’administrateur de votre plateforme s’il sera de nouveau disponible, et quand.",
        ),
        wait: (
            "L’outil ne peut pas répondre pour le moment",
            "Patientez un instant, puis ouvrez à nouveau l’activité depuis votre cours.",
        ),
        details: "Pour l’administrateur",
        request_id: "Identifiant de la requête",
        opening: "Ouverture de votre activité…",
        own_tab_title: "Ouvrir l’activité dans un nouvel onglet",
        own_tab_reason: "Votre navigateur ne permet pas à cette activité de conserver un cookie dans la page du cours. Dans son propre onglet, elle fonctionne.",
        own_tab_button: "Ouvrir dans un nouvel onglet",
        own_tab_again: "Le bouton ne fonctionne qu’une fois. Pour l’utiliser à nouveau, rechargez d’abord la page du cours.",
        register_title: "Enregistrer cet outil",
        register_reason: "Voulez-vous enregistrer cet outil sur cette plateforme ? La plateforme et l’outil se font ensuite confiance par leurs signatures.",
        register_platform: "Plateforme",
        register_button: "Enregistrer",
        register_hint: "Si vous ne connaissez pas cette adresse, fermez cette page : rien n’a encore été fait.",
        registered_title: "L’outil est enregistré",
        registered_moodle: "Dans Moodle, allez dans Administration du site > Plugins > Modules d’activités > Outil externe > Gérer les outils. Tant que la carte indique que l’outil est en attente, cliquez sur « Activer ». Modifiez ensuite l’outil pour que le sélecteur d’activités le montre aux enseignants : Moodle laisse ce réglage désactivé, même lors d’une mise à jour.",
        registered_other: "Il reste peut-être une étape : vérifiez dans la liste des outils de votre plateforme s’il faut l’activer avant de l’utiliser dans les cours.",
        registered_button: "Retour à la plateforme",
        registered_hint: "Si rien ne se passe, fermez cette page.",
    },
    Texts {
        lang: "de",
        open_again: (
            "Diese Aktivität konnte nicht geöffnet werden",
            "Gehen Sie zurück in Ihren Kurs und öffnen Sie die Aktivität erneut. Geschieht es wieder, zeigen Sie diese Seite Ihrer Lehrperson.",
        ),
        administrator: (
            "Dieses Werkzeug ist nicht richtig eingerichtet",
            "Bitte zeigen Sie diese Seite der Administration Ihrer Lernplattform: Hier steht, was zu ändern ist.",
        ),
        cookies: (
            "Ihr Browser behält keine Cookies dieses Werkzeugs",
            "Erlauben Sie Cookies für diese Website, oder nehmen Sie einen anderen Browser, und öffnen Sie die Aktivität erneut aus Ihrem Kurs.",
        ),
        switched_off: (
            "Dieses Werkzeug ist für Ihre Website abgeschaltet",
            "Fragen Sie die Administration Ihrer Lernplattform, ob und wann es wieder verfügbar ist.",
        ),
        wait: (
            "Das Werkzeug kann gerade nicht antworten",
            "Warten Sie einen Augenblick und öffnen Sie die Aktivität erneut aus Ihrem Kurs.",
        ),
        details: "Für die Administration",
        request_id: "Anfrage-Nummer",
        opening: "Ihre Aktivität wird geöffnet …",
        own_tab_title: "Die Aktivität in einem neuen Tab öffnen",
        own_tab_reason: "Ihr Browser lässt diese Aktivität in der Kursseite kein Cookie behalten. In einem eigenen Tab funktioniert sie.",
        own_tab_button: "In neuem Tab öffnen",
        own_tab_again: "Die Schaltfläche funktioniert einmal. Laden Sie vor einem weiteren Mal die Kursseite neu.",
        register_title: "Dieses Werkzeug registrieren",
        register_reason: "Möchten Sie dieses Werkzeug auf dieser Plattform registrieren? Plattform und Werkzeug vertrauen danach gegenseitig ihren Signaturen.",
        register_platform: "Plattform",
        register_button: "Registrieren",
        register_hint: "Wenn Sie diese Adresse nicht kennen, schließen Sie diese Seite: Es ist noch nichts geschehen.",
        registered_title: "Das Werkzeug ist registriert",
        registered_moodle: "Gehen Sie in Moodle zu Website-Administration > Plugins > Aktivitäten > Externes Tool > Tools verwalten. Solange die Karte sagt, dass das Werkzeug wartet, drücken Sie „Aktivieren“. Bearbeiten Sie dann das Werkzeug, damit die Aktivitätsauswahl es Lehrenden zeigt: Moodle lässt das ausgeschaltet, auch wenn ein Werkzeug aktualisiert wird.",
        registered_other: "Vielleicht fehlt noch ein Schritt: Prüfen Sie in der Werkzeugliste Ihrer Plattform, ob es eingeschaltet werden muss, bevor Kurse es nutzen können.",
        registered_button: "Zurück zur Plattform",
        registered_hint: "Wenn nichts geschieht, schließen Sie diese Seite.",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_known_language_is_taken_else_english() {
        for (header, lang) in [
            ("de-CH,de;q=0.9,en;q=0.8", "de"),
            ("pt-BR,pt;q=0.9,fr;q=0.5", "fr"),
            ("ES", "es"),
            ("ja", "en"),
            ("", "en"),
            ("*;;;,=", "en"),
        ] {
            assert_eq!(Texts::for_accept_language(header).lang, lang, "{header}");
        }
    }
}
