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
 * Makes the course that the browser suite reads and translates: a course page with 40 texts and more, a long page with
 * everything that a page can have, and pages in French and Hindi.
 *
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

defined('MOODLE_INTERNAL') || die();

/**
 * A picture with a word on it.
 *
 * @param string $word the word
 * @return string a PNG file
 */
function aitranslator_test_picture(string $word): string {
    $image = imagecreatetruecolor(320, 120);
    imagefill($image, 0, 0, imagecolorallocate($image, 220, 235, 250));
    imagestring($image, 5, 20, 50, $word, imagecolorallocate($image, 20, 40, 90));
    ob_start();
    imagepng($image);
    return ob_get_clean();
}

/**
 * What stands in the course's sections: names and summaries.
 *
 * @return array[]
 */
function aitranslator_test_sections(): array {
    return [
        [null, '<p>Welcome to the course. Here you learn where languages come from, how they change, and how they are '
            . 'written down.</p><p>Read the summary of every section before you open its activities.</p>'],
        ['Where languages come from', '<p>Nobody knows when people began to speak.</p>'
            . '<p>Most scholars agree that it was more than fifty thousand years ago.</p>'],
        ['Families and branches', '<p>Languages that share an ancestor form a <em>family</em>.</p>'
            . '<ul><li>English and German are close cousins.</li><li>Finnish and Hungarian are distant ones.</li></ul>'],
        ['Writing systems', '<p>There are alphabets, syllabaries and systems of signs.</p>'
            . '<blockquote><p>Writing is the painting of the voice.</p></blockquote>'],
        ['Sounds and grammar', '<h4>What to look for</h4><p>Every language has vowels and consonants, and every language '
            . 'has rules for sentences.</p>'],
        ['Translation', '<p>A translator serves two masters: the writer and the reader.</p>'
            . '<p>See also <a href="https://example.com/translation">an essay about translation</a>.</p>'],
    ];
}

/**
 * The texts that stand on the course page by themselves: section and HTML.
 *
 * @return array[]
 */
function aitranslator_test_labels(): array {
    return [
        [0, '<p>Please introduce yourself to the other students before the first meeting.</p>'],
        [1, '<h4>Before you begin</h4><p>Take a sheet of paper and write down all the languages that you hear in one day.'
            . '</p><p>You will be surprised how many there are.</p>'],
        [2, '<p>A <strong>branch</strong> is a part of a family, and a <em>dialect</em> is a part of a language.</p>'
            . '<ul><li>Branches split slowly.</li><li>Dialects meet every day at the market.</li></ul>'],
        [3, '<p>Egyptian scribes used more than seven hundred signs.</p><table><tr><td>Alphabet</td>'
            . '<td>One sign for one sound</td></tr><tr><td>Syllabary</td><td>One sign for one syllable</td></tr></table>'],
        [4, '<p>Say the words <code>ship</code> and <code>sheep</code> aloud, and listen to the difference.</p>'],
        [5, '<p>A good translation is read as if it had been written in the language of the reader.</p>'
            . '<p>The formula \( t = n \cdot m \) tells how many pairs there are.</p>'],
        [5, '<blockquote><p>Traduttore, traditore.</p></blockquote>'
            . '<p>The Italian proverb says that every translator is a traitor.</p>'],
        [5, '<dl><dt>Deadline</dt><dd>All the work has to be handed in before the end of the term.</dd></dl>'],
    ];
}

/**
 * The activities of the course page: kind, section, name, description, and more of its kind.
 *
 * @return array[]
 */
function aitranslator_test_activities(): array {
    $online = ['assignsubmission_onlinetext_enabled' => 1, 'duedate' => time() + 14 * DAYSECS];
    $short = ['contentformat' => FORMAT_HTML, 'content' => '<p>The alphabet was invented only once.</p>'];
    return [
        ['forum', 0, 'Questions and answers', '<p>Ask anything about the course here, and answer the questions of others.</p>', []],
        ['forum', 5, 'Words without a translation', '<p>Post a word of your language that has no English equivalent.</p>'
            . '<p>Explain it in <strong>two sentences</strong>.</p>', []],
        ['page', 3, 'A short history of the alphabet', '<p>How the letters travelled from the coast of Phoenicia to your '
            . 'keyboard.</p>', $short],
        ['url', 2, 'An atlas of languages', '<p>Opens an external atlas with maps of all the language families.</p>',
            ['externalurl' => 'https://example.com/atlas']],
        ['url', 5, 'A dictionary of proverbs', '<p>Thousands of proverbs, with their meaning and their origin.</p>',
            ['externalurl' => 'https://example.com/proverbs']],
        ['assign', 1, 'Describe your language', '<p>Write two hundred words about the language that you speak at home.</p>'
            . '<ul><li>Where is it spoken?</li><li>Who taught it to you?</li></ul>', $online],
        ['assign', 5, 'Translate a poem', '<p>Choose a short poem and translate it into English.</p>'
            . '<p>Add a note about the hardest line.</p>', $online],
    ];
}

/**
 * Makes the course, for some people.
 *
 * @param testing_data_generator $generator Moodle's own maker of test data
 * @param string $shortname the course's short name
 * @param string $idnumber by which it is found again
 * @param int[] $people user ids by role
 */
function aitranslator_test_course(
    testing_data_generator $generator,
    string $shortname,
    string $idnumber,
    array $people,
): void {
    global $DB;
    $course = $generator->create_course([
        'fullname' => 'Languages of the world',
        'shortname' => $shortname,
        'idnumber' => $idnumber,
        'format' => 'topics',
        'numsections' => 5,
        'summary' => '<p>A course about <strong>how people speak</strong>, write and translate.</p>',
        'summaryformat' => FORMAT_HTML,
        'newsitems' => 0,
        'startdate' => time() - DAYSECS,
    ], ['createsections' => true]);
    foreach ($people as [$userid, $role]) {
        $generator->enrol_user($userid, $course->id, $role);
    }
    foreach (aitranslator_test_sections() as $number => [$name, $summary]) {
        $section = $DB->get_record('course_sections', ['course' => $course->id, 'section' => $number], '*', MUST_EXIST);
        course_update_section($course, $section, ['name' => $name, 'summary' => $summary, 'summaryformat' => FORMAT_HTML]);
    }
    $make = static fn(string $kind, int $section, string $name, string $intro, array $more): stdClass
        => $generator->create_module($kind, $more + [
            'course' => $course->id,
            'section' => $section,
            'name' => $name,
            'intro' => $intro,
            'introformat' => FORMAT_HTML,
            'showdescription' => 1,
        ]);
    $page = static function (int $section, string $name, string $file) use ($make): stdClass {
        global $DB;
        $data = 'data:image/png;base64,' . base64_encode(aitranslator_test_picture('A data URI'));
        $html = str_replace('@@DATA@@', $data, file_get_contents(__DIR__ . "/pages/$file.html"));
        $about = '<p>A page to read and to translate.</p>';
        $made = $make('page', $section, $name, $about, ['content' => $html, 'contentformat' => FORMAT_HTML]);
        // The generator cleans some of it.
        $DB->set_field('page', 'content', $html, ['id' => $made->id]);
        return $made;
    };
    $long = $page(1, 'A long page', 'long');
    get_file_storage()->create_file_from_string([
        'contextid' => \core\context\module::instance($long->cmid)->id,
        'component' => 'mod_page',
        'filearea' => 'content',
        'itemid' => 0,
        'filepath' => '/',
        'filename' => 'map.png',
    ], aitranslator_test_picture('Languages of Europe'));
    $page(2, 'Français', 'french');
    $page(2, 'हिन्दी', 'hindi');
    foreach (aitranslator_test_labels() as $number => [$section, $html]) {
        $make('label', $section, 'Text ' . ($number + 1), $html, []);
    }
    foreach (aitranslator_test_activities() as $activity) {
        $make(...$activity);
    }
    rebuild_course_cache($course->id, true);
}
