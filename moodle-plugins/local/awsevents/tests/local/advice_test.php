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

namespace local_awsevents\local;

/**
 * Tests of what is advised.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers \local_awsevents\local\advice
 */
final class advice_test extends \basic_testcase {
    public function test_errors_of_aws_and_of_the_network_name_what_to_change(): void {
        $errors = [
            'AccessDeniedException: User: arn:aws:iam::1:user/x is not authorized to perform: events:PutEvents (HTTP 400)'
                => ['adviceaccess', 'advicecode'],
            'ResourceNotFoundException: Event bus moodle-events does not exist. (HTTP 400)' => ['advicebus', 'adviceservice'],
            'UnrecognizedClientException: The security token included in the request is invalid. (HTTP 400)'
                => ['advicekey', 'advicecode'],
            'InvalidSignatureException: The request signature we calculated does not match (HTTP 400)'
                => ['advicesecret', 'advicecode'],
            'InvalidSignatureException: Signature expired: 20261129T000000Z is now earlier than 20261129T100000Z'
                => ['adviceclock', 'adviceclock'],
            'InvalidSignatureException: Signature not yet current: 20261129T120000Z is still later than 20261129T100000Z'
                => ['adviceclock', 'adviceclock'],
            'ExpiredTokenException: The security token included in the request is expired' => ['advicetoken', 'advicecode'],
            'Error retrieving credentials from the instance profile metadata service. (cURL error 28: timed out)'
                => ['advicecredentials', 'advicecode'],
            'cURL error 6: Could not resolve host: events.eu-wst-1.amazonaws.com' => ['advicename', 'adviceservice'],
            'cURL error 7: Failed to connect to 127.0.0.1 port 4566' => ['advicereach', 'adviceservice'],
            'cURL error 28: Connection timed out after 5001 milliseconds' => ['advicereach', 'adviceservice'],
            'cURL error 60: SSL certificate problem: self-signed certificate' => ['advicecertificate', 'adviceservice'],
            'ThrottlingException: Rate exceeded' => ['advicebusy', 'advicebusy'],
        ];
        foreach ($errors as $error => [$ofaws, $bycode]) {
            $this->assertSame($ofaws, advice::stringkey($error, false), $error);
            $this->assertSame($bycode, advice::stringkey($error, true), $error);
        }
    }

    public function test_what_nobody_knows_is_left_to_speak_for_itself(): void {
        $this->assertNull(advice::stringkey('MalformedDetail: Detail is malformed.', false));
        $this->assertNull(advice::stringkey('', true));
    }
}
