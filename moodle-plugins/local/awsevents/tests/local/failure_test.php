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
 * Tests of whose fault a failure is, and of how long is waited after it.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers \local_awsevents\local\failure
 * @covers \local_awsevents\local\backoff
 */
final class failure_test extends \basic_testcase {
    public function test_only_codes_that_nobody_else_is_to_blame_for_blame_the_event(): void {
        foreach (['MalformedDetail', 'InvalidArgument', 'ValidationException', 'foreign_site'] as $code) {
            $this->assertTrue(failure::is_of_event($code), $code);
        }
        $others = [
            '', 'ThrottlingException', 'InternalFailure', 'InternalException', 'ServiceUnavailableException', 'RequestTimeout',
            'AccessDeniedException', 'NotAuthorizedForSourceException', 'ResourceNotFoundException', 'EventBusNotFound',
            'LimitExceededException',
        ];
        foreach ($others as $code) {
            $this->assertFalse(failure::is_of_event($code), $code);
        }
    }

    public function test_a_call_is_refused_for_what_is_in_it_only_when_the_bus_itself_says_so(): void {
        $contents = [[400, 'ValidationException'], [400, 'SerializationException'], [413, ''], [413, 'RequestEntityTooLarge']];
        foreach ($contents as [$status, $code]) {
            $this->assertTrue(failure::is_of_call($status, $code), "{$status} {$code}");
        }
        $others = [
            [0, ''], [400, ''], [200, ''], [403, 'ValidationException'], [404, 'ResourceNotFoundException'],
            [400, 'ResourceNotFoundException'], [400, 'UnrecognizedClientException'], [400, 'MissingAuthenticationTokenException'],
            [400, 'IncompleteSignature'], [400, 'ExpiredTokenException'], [400, 'AccessDeniedException'],
            [400, 'ThrottlingException'], [429, 'TooManyRequestsException'], [500, 'InternalFailure'], [503, ''], [502, 'x'],
        ];
        foreach ($others as [$status, $code]) {
            $this->assertFalse(failure::is_of_call($status, $code), "{$status} {$code}");
        }
    }

    public function test_waiting_doubles_up_to_a_bound_whatever_the_number_of_failures(): void {
        $waits = static fn(\Closure $of, float $chance): array
            => array_map(static fn(int $failures): int => $of($failures, $chance), [0, 1, 2, 3, 8, 100, PHP_INT_MAX]);
        $this->assertSame([30, 30, 60, 120, 3600, 3600, 3600], $waits(backoff::of_event(...), 1.0));
        $this->assertSame([15, 15, 30, 60, 1800, 1800, 1800], $waits(backoff::of_event(...), 0.0));
        $this->assertSame([20, 20, 40, 80, 300, 300, 300], $waits(backoff::of_bus(...), 1.0));
    }
}
