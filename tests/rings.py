"""Which tests each ring runs: `make test` is ring 1, `make check` ring 2, and `pytest --all` runs every test.

A test is in ring 1 unless it is marked `rare` or `ring2`, or one of the rules below puts it in ring 2.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest

# Why ring 1 does without a test, and how its id begins.
WITHOUT = {
    "it starts or kills processes, and waits for them": (
        "tests/bot/agenda/busy/test_reader.py::test_process_that_takes_too_long_is_ended",
        "tests/bot/command/test_backup.py",
        "tests/bot/command/test_cli.py::test_pipe_that_closes_early_shows_no_traceback",
        "tests/bot/command/test_cli.py::test_python_m_bot_prints_utf_8_whatever_the_locale",
        "tests/bot/command/test_cli.py::test_start_loads_no_alembic_and_without_postgresql_no_driver_of_it",
        "tests/bot/command/test_logs.py",
        "tests/bot/command/test_programme.py::test_a_format_keeps_hosts_whose_role_is_offered_no_more",
        "tests/bot/command/test_programme.py::test_a_role_or_a_metier_that_people_have_stays",
        "tests/bot/command/test_programme.py::test_sections_that_ship_say_the_programmes_words_and_begin_with_its_questions",
        "tests/bot/command/test_programme.py::test_the_head_of_a_file_is_rehearsed_then_kept_then_exported",
        "tests/bot/command/test_programme.py::test_words_without_room_in_slack_are_refused_with_the_sentence",
        "tests/bot/command/test_run.py",
        "tests/bot/command/test_wording.py",
        "tests/bot/planning/test_worker.py",
        "tests/bot/programme/test_rencontres.py::test_gatherings_of_the_programmes_own_work_as_their_kind_under_their_name",
        "tests/bot/programme/test_shape.py",
        "tests/bot/test_settings.py::test_settings_are_never_read_at_import",
        "tests/bot/test_starting.py",
        "tests/faults/test_bench_servers.py",
        "tests/faults/test_clock_is_set.py",
        "tests/faults/test_kills.py",
        "tests/faults/test_process.py",
        "tests/faults/test_restore.py",
        "tests/faults/test_server_restarts.py",
        "tests/faults/test_starts_at_once.py",
        "tests/faults/test_undo_crashes.py",  # ring 1 has test_commit_crashes.py
        "tests/storage/test_migrations_killed.py",
    ),
    "it waits for sockets, or for a database that is locked": (
        "tests/bot/agenda/busy/test_accounts.py",
        "tests/bot/command/test_doctor_live.py::test_fault_midway_leaves_nothing_behind",
        "tests/bot/command/test_imports.py::test_database_that_is_busy_is_said",
        "tests/bot/door/test_socket_mode.py",
        "tests/bot/outside/test_proxy.py",
        "tests/faults/test_database_fails.py",
        "tests/faults/test_dispatch_mail.py::test_messages_of_slack_do_not_wait_for_a_server_that_hangs",
    ),
    "it is about the stand-in for Slack, which each journey uses": (
        "tests/bot/sandbox/methods/",
        "tests/bot/sandbox/people/",
        "tests/bot/sandbox/test_bolt.py",
        "tests/bot/sandbox/wire/",
    ),
    "it draws its input, or takes the worst; ring 1 has what was found so": (
        "tests/bot/agenda/busy/test_reader.py::test_more_spans_than_anybody_has_are_refused",
        "tests/bot/agenda/calendars/test_ics.py::test_text_any_survives_both_readers",
        "tests/bot/agenda/reminders/test_machine.py",
        "tests/bot/agenda/reminders/test_timetable.py::test_what_can_wait_comes_at_once_or_as_one_wakes_wherever_one_lives",
        "tests/bot/agenda/test_slots_properties.py",
        "tests/bot/catalogue/test_model.py::test_link_keeps_its_label",
        "tests/bot/catalogue/test_page_words.py",
        "tests/bot/dates/test_days_text.py::test_written_days_are_read_back",
        "tests/bot/dates/test_paris.py::test_later_clock_times_never_give_earlier_moments",
        "tests/bot/dates/test_recurrence.py::test_two_windows_are_one",
        "tests/bot/gatherings/test_answers_machine.py",
        "tests/bot/mentoring/test_machine.py",
        "tests/bot/mentoring/matching/test_plan.py",
        "tests/bot/planning/test_committee_solver.py",
        "tests/bot/planning/test_solver.py",
        "tests/bot/programme/files/test_kind.py::test_file_of_any_bytes_is_read_or_refused_with_faults",
        "tests/bot/programme/files/test_people.py::test_people_file_reads_back_what_is_written",
        "tests/bot/programme/files/test_people_shape.py::test_people_file_too_long",
        "tests/bot/programme/imports/test_properties.py",
        "tests/faults/test_calendar_files.py",
        "tests/faults/test_fuzzed_",
        "tests/faults/test_hostile_requests.py::test_nonsense_with_a_good_signature_gets_a_status_and_no_traceback",
        "tests/faults/test_readers.py",
        "tests/faults/test_soak.py",
        "tests/handlers/kit/test_envelope.py::test_whatever_comes_is_let_in_or_refused",
        "tests/handlers/notices/test_mailing.py::test_every_space_of_a_long_subject_arrives",
        "tests/storage/agenda/test_claims_machine.py",
    ),
    "it goes again through all that ring 1 goes through: journeys, routes, drawings": (
        "tests/architecture/test_links.py::test_looking_changes_nothing",
        "tests/architecture/test_links.py::test_spoilt_form_is_no_fault",
        "tests/bot/test_demo.py::test_the_demo_plays_to_its_end",
        "tests/bot/test_story.py",
        "tests/browser/",
        "tests/families/test_retention.py",
        "tests/faults/test_sent_twice.py",
        "tests/faults/test_slack_fails.py",
        "tests/faults/test_slack_fails_in_modals.py",
        "tests/faults/test_spoilt_requests.py",
        "tests/handlers/test_hostile_sentences.py",
        "tests/handlers/test_reworded.py",
        "tests/handlers/test_slack_check.py",
        "tests/journeys/test_another_bolt.py",
        "tests/journeys/test_budget.py",
        "tests/journeys/test_own_cycle_words.py",
    ),
    "it measures the source, not what it does": (
        "tests/architecture/test_budgets.py",
        "tests/architecture/test_edge.py",
        "tests/architecture/test_english.py",
        "tests/architecture/test_forms.py",
        "tests/architecture/test_imports.py",
        "tests/architecture/test_kinds.py",
        "tests/architecture/test_permissions.py::test_every_form_has_a_listener",
        "tests/architecture/test_permissions.py::test_every_button_and_select_has_a_listener",
        "tests/architecture/test_sentences.py",
        "tests/bot/door/test_manifest.py::test_scopes_are_those_of_the_methods_called_and_the_events_heard",
        "tests/bot/door/test_manifest.py::test_no_method_is_called_by_its_name_in_text",
        "tests/bot/outside/test_slack.py::test_nothing_else_asks_slack",
        "tests/bot/sandbox/test_bot_is_covered.py",
        "tests/families/test_second_time.py::test_what_is_told_once_says_why",
        "tests/handlers/notices/test_renderers.py::test_what_a_row_holds_is_read_by_facts_alone",
        "tests/handlers/test_golden_views.py::test_every_drawing_function_has_an_example",
    ),
}
SECOND = tuple(begin for begins in WITHOUT.values() for begin in begins)
# Exceptions to SECOND.
FIRST = ("tests/browser/test_booking.py::test_booking_by_mouse",)
# A journey file begins with its main flow: ring 1 runs the first test of each file, and all of these.
WHOLE_JOURNEYS = (
    "tests/journeys/test_links.py::test_page_is_kept_from_strangers_caches_frames_and_logs",
    "tests/journeys/test_race_for_a_helpdesk_slot.py",
)
# Use cases, screens and journeys run the same code on both databases: ring 1 runs them on SQLite, ring 2 on PostgreSQL.
# These are about the SQL itself, the notice ledger, or what several people do at once: ring 1 runs them on both.
ON_BOTH = re.compile(r"tests/storage/|tests/bot/notices/|tests/faults/test_dispatch\.py|(?<![a-z])race")


def mark(items: Iterable[pytest.Item]) -> None:
    """Mark each test with its ring: `ring1`, `ring2` or `rare`."""
    files: defaultdict[Path, list[pytest.Item]] = defaultdict(list)
    for item in items:
        files[item.path].append(item)
    for several in files.values():
        journey = several[0].nodeid.startswith("tests/journeys/")
        main = min(map(line_of, several)) if journey else 0
        for item in several:
            if not any(item.get_closest_marker(name) for name in ("rare", "ring2")):
                later = journey and line_of(item) != main
                item.add_marker("ring2" if is_second(item, later=later) else "ring1")


def line_of(item: pytest.Item) -> int:
    """Return the line of the file on which a test stands: tests may have been shuffled."""
    return item.location[1] or 0


def is_second(item: pytest.Item, *, later: bool) -> bool:
    """Return whether a test is in ring 2. `later` says whether it is of a journey file, but not its first test."""
    parameters = (
        item.callspec.params.values() if isinstance(item, pytest.Function) and hasattr(item, "callspec") else ()
    )
    if item.nodeid.startswith(SECOND):
        return not item.nodeid.startswith(FIRST)
    if later and not item.nodeid.startswith(WHOLE_JOURNEYS):
        return True
    return "postgresql" in parameters and not ON_BOTH.search(item.nodeid)
