CREATE TABLE catalogue_pages (
    id BIGSERIAL NOT NULL,
    token VARCHAR(36) NOT NULL,
    imported_at BIGINT NOT NULL,
    introduction TEXT NOT NULL,
    CONSTRAINT pk_catalogue_pages PRIMARY KEY (id),
    CONSTRAINT uq_catalogue_pages_token UNIQUE (token)
);

CREATE TABLE formats (
    key VARCHAR(40) NOT NULL,
    name VARCHAR(60) NOT NULL,
    minutes INTEGER NOT NULL,
    sessions INTEGER NOT NULL,
    hosts VARCHAR(20) NOT NULL,
    people TEXT NOT NULL,
    lead_hours INTEGER NOT NULL,
    horizon_days INTEGER NOT NULL,
    hours TEXT NOT NULL,
    question TEXT NOT NULL,
    description TEXT NOT NULL,
    preparation TEXT NOT NULL,
    window_days INTEGER NOT NULL,
    needs_agreement BOOLEAN DEFAULT false NOT NULL,
    askers VARCHAR(20) DEFAULT 'eig' NOT NULL,
    revision INTEGER NOT NULL,
    stamp BIGINT NOT NULL,
    CONSTRAINT pk_formats PRIMARY KEY (key)
);

CREATE TABLE history (
    id BIGSERIAL NOT NULL,
    at BIGINT NOT NULL,
    actor_id BIGINT,
    action VARCHAR(60) NOT NULL,
    thing VARCHAR(40) NOT NULL,
    thing_id BIGINT NOT NULL,
    detail VARCHAR(200) DEFAULT '' NOT NULL,
    CONSTRAINT pk_history PRIMARY KEY (id)
);

CREATE TABLE link_marks (
    person_id BIGINT NOT NULL,
    mark VARCHAR(40) NOT NULL,
    CONSTRAINT pk_link_marks PRIMARY KEY (person_id)
);

CREATE TABLE mailboxes (
    key VARCHAR(32) NOT NULL,
    validity BIGINT NOT NULL,
    uid BIGINT NOT NULL,
    leased_until BIGINT NOT NULL,
    read_at BIGINT,
    failure VARCHAR(20),
    CONSTRAINT pk_mailboxes PRIMARY KEY (key)
);

CREATE TABLE people (
    id BIGSERIAL NOT NULL,
    email VARCHAR(254),
    slack_id VARCHAR(32),
    name VARCHAR(200) NOT NULL,
    visio VARCHAR(500),
    looked_up_at BIGINT,
    zone VARCHAR(64),
    own_zone VARCHAR(64),
    zone_at BIGINT,
    erased_at BIGINT,
    CONSTRAINT pk_people PRIMARY KEY (id),
    CONSTRAINT uq_people_email UNIQUE (email),
    CONSTRAINT uq_people_slack_id UNIQUE (slack_id)
);

CREATE TABLE promotions (
    id BIGSERIAL NOT NULL,
    name VARCHAR(200) NOT NULL,
    starts_on VARCHAR(10) NOT NULL,
    ends_on VARCHAR(10) NOT NULL,
    channel_promotion VARCHAR(32),
    channel_coachs VARCHAR(32),
    channel_porteurs VARCHAR(32),
    closed_at BIGINT,
    cancels_at BIGINT,
    CONSTRAINT pk_promotions PRIMARY KEY (id),
    CONSTRAINT uq_promotions_name UNIQUE (name)
);

CREATE TABLE receipts (
    key VARCHAR(200) NOT NULL,
    at BIGINT NOT NULL,
    CONSTRAINT pk_receipts PRIMARY KEY (key)
);

CREATE TABLE reminder_policies (
    dispositif VARCHAR(40) NOT NULL,
    week BOOLEAN DEFAULT true NOT NULL,
    eve BOOLEAN DEFAULT true NOT NULL,
    hour BOOLEAN DEFAULT true NOT NULL,
    day BOOLEAN DEFAULT true NOT NULL,
    after BOOLEAN DEFAULT true NOT NULL,
    CONSTRAINT pk_reminder_policies PRIMARY KEY (dispositif)
);

CREATE TABLE shapes (
    id INTEGER NOT NULL,
    content TEXT NOT NULL,
    CONSTRAINT pk_shapes PRIMARY KEY (id)
);

CREATE TABLE workspace (
    "only" INTEGER NOT NULL,
    team_id VARCHAR(32) NOT NULL,
    CONSTRAINT pk_workspace PRIMARY KEY ("only")
);

CREATE TABLE absences (
    id BIGSERIAL NOT NULL,
    person_id BIGINT NOT NULL,
    batch VARCHAR(36) NOT NULL,
    first_day VARCHAR(10) NOT NULL,
    last_day VARCHAR(10) NOT NULL,
    state VARCHAR(10) NOT NULL,
    until BIGINT NOT NULL,
    word TEXT DEFAULT '' NOT NULL,
    hours_before TEXT DEFAULT '' NOT NULL,
    CONSTRAINT pk_absences PRIMARY KEY (id),
    CONSTRAINT fk_absences_person_id FOREIGN KEY(person_id) REFERENCES people (id),
    CONSTRAINT uq_absences_batch UNIQUE (batch)
);

CREATE TABLE bounces (
    person_id BIGINT NOT NULL,
    email VARCHAR(320) NOT NULL,
    at BIGINT NOT NULL,
    CONSTRAINT pk_bounces PRIMARY KEY (person_id),
    CONSTRAINT fk_bounces_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);

CREATE TABLE busy_blocks (
    person_id BIGINT NOT NULL,
    starts BIGINT NOT NULL,
    ends BIGINT NOT NULL,
    CONSTRAINT pk_busy_blocks PRIMARY KEY (person_id, starts),
    CONSTRAINT fk_busy_blocks_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);

CREATE TABLE busy_feeds (
    person_id BIGINT NOT NULL,
    url TEXT NOT NULL,
    etag VARCHAR(200),
    modified VARCHAR(200),
    fetched_at BIGINT,
    read_at BIGINT,
    good_at BIGINT,
    failure VARCHAR(20),
    told_on VARCHAR(20),
    username TEXT,
    sealed TEXT,
    calendars TEXT,
    writes_to TEXT,
    looked_at BIGINT,
    CONSTRAINT pk_busy_feeds PRIMARY KEY (person_id),
    CONSTRAINT fk_busy_feeds_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);

CREATE TABLE catalogue_entries (
    page_id BIGINT NOT NULL,
    position INTEGER NOT NULL,
    key VARCHAR(100) NOT NULL,
    name TEXT NOT NULL,
    audience TEXT NOT NULL,
    description TEXT NOT NULL,
    frequence TEXT NOT NULL,
    duree TEXT NOT NULL,
    preparer TEXT NOT NULL,
    inspirer TEXT NOT NULL,
    CONSTRAINT pk_catalogue_entries PRIMARY KEY (page_id, position),
    CONSTRAINT fk_catalogue_entries_page_id FOREIGN KEY(page_id) REFERENCES catalogue_pages (id)
);

CREATE TABLE catalogue_others (
    page_id BIGINT NOT NULL,
    key VARCHAR(100) NOT NULL,
    position INTEGER NOT NULL,
    titre TEXT NOT NULL,
    texte TEXT NOT NULL,
    CONSTRAINT pk_catalogue_others PRIMARY KEY (page_id, key, position),
    CONSTRAINT fk_catalogue_others_page_id FOREIGN KEY(page_id) REFERENCES catalogue_pages (id)
);

CREATE TABLE coach_requests (
    id BIGSERIAL NOT NULL,
    person_id BIGINT NOT NULL,
    dispositif VARCHAR(100) NOT NULL,
    line VARCHAR(500),
    asked_at BIGINT NOT NULL,
    CONSTRAINT pk_coach_requests PRIMARY KEY (id),
    CONSTRAINT fk_coach_requests_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);

CREATE TABLE committee_rounds (
    id BIGSERIAL NOT NULL,
    promotion_id BIGINT NOT NULL,
    phase INTEGER NOT NULL,
    weeks VARCHAR(200) DEFAULT '' NOT NULL,
    revision INTEGER DEFAULT '0' NOT NULL,
    asked_at BIGINT,
    CONSTRAINT pk_committee_rounds PRIMARY KEY (id),
    CONSTRAINT uq_committee_rounds_promotion_id_phase UNIQUE (promotion_id, phase),
    CONSTRAINT fk_committee_rounds_promotion_id FOREIGN KEY(promotion_id) REFERENCES promotions (id)
);

CREATE TABLE defis (
    id BIGSERIAL NOT NULL,
    promotion_id BIGINT NOT NULL,
    name VARCHAR(200) NOT NULL,
    administration VARCHAR(200) NOT NULL,
    channel VARCHAR(32),
    visio VARCHAR(500),
    place VARCHAR(500),
    closed_weekdays VARCHAR(20) DEFAULT '' NOT NULL,
    documents_by_link BOOLEAN DEFAULT false NOT NULL,
    roadmap TEXT,
    CONSTRAINT pk_defis PRIMARY KEY (id),
    CONSTRAINT uq_defis_promotion_id_name UNIQUE (promotion_id, name),
    CONSTRAINT fk_defis_promotion_id FOREIGN KEY(promotion_id) REFERENCES promotions (id)
);

CREATE TABLE drafts (
    id VARCHAR(36) NOT NULL,
    person_id BIGINT NOT NULL,
    content TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    result_id BIGINT,
    CONSTRAINT pk_drafts PRIMARY KEY (id),
    CONSTRAINT fk_drafts_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);

CREATE TABLE expertises (
    person_id BIGINT NOT NULL,
    name VARCHAR(100) NOT NULL,
    CONSTRAINT pk_expertises PRIMARY KEY (person_id, name),
    CONSTRAINT fk_expertises_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);

CREATE TABLE feeds (
    person_id BIGINT NOT NULL,
    token VARCHAR(64) NOT NULL,
    made_at BIGINT NOT NULL,
    CONSTRAINT pk_feeds PRIMARY KEY (person_id),
    CONSTRAINT fk_feeds_person_id FOREIGN KEY(person_id) REFERENCES people (id),
    CONSTRAINT uq_feeds_token UNIQUE (token)
);

CREATE TABLE gathering_series (
    id BIGSERIAL NOT NULL,
    draft_id VARCHAR(36) NOT NULL,
    promotion_id BIGINT NOT NULL,
    dispositif VARCHAR(40) NOT NULL,
    title VARCHAR(150),
    rule VARCHAR(300) NOT NULL,
    minutes INTEGER NOT NULL,
    organiser_id BIGINT NOT NULL,
    channel VARCHAR(32),
    place VARCHAR(300),
    link VARCHAR(500),
    lead_days INTEGER NOT NULL,
    capacity INTEGER,
    skips_august BOOLEAN NOT NULL,
    opened_to VARCHAR(100) NOT NULL,
    skills VARCHAR(500) NOT NULL,
    valeurs VARCHAR(500) NOT NULL,
    created_at BIGINT NOT NULL,
    ended_at BIGINT,
    CONSTRAINT pk_gathering_series PRIMARY KEY (id),
    CONSTRAINT uq_gathering_series_draft_id UNIQUE (draft_id),
    CONSTRAINT fk_gathering_series_promotion_id FOREIGN KEY(promotion_id) REFERENCES promotions (id),
    CONSTRAINT fk_gathering_series_organiser_id FOREIGN KEY(organiser_id) REFERENCES people (id)
);

CREATE TABLE helping (
    person_id BIGINT NOT NULL,
    shown BOOLEAN NOT NULL,
    details BOOLEAN NOT NULL,
    said_at BIGINT NOT NULL,
    CONSTRAINT pk_helping PRIMARY KEY (person_id),
    CONSTRAINT fk_helping_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);

CREATE TABLE helping_asks (
    id BIGSERIAL NOT NULL,
    asker_id BIGINT NOT NULL,
    asked_id BIGINT NOT NULL,
    word VARCHAR(60) NOT NULL,
    asked_at BIGINT NOT NULL,
    answered_at BIGINT,
    agreed BOOLEAN,
    CONSTRAINT pk_helping_asks PRIMARY KEY (id),
    CONSTRAINT fk_helping_asks_asker_id FOREIGN KEY(asker_id) REFERENCES people (id),
    CONSTRAINT fk_helping_asks_asked_id FOREIGN KEY(asked_id) REFERENCES people (id)
);

CREATE TABLE helping_words (
    person_id BIGINT NOT NULL,
    sort VARCHAR(10) NOT NULL,
    place INTEGER NOT NULL,
    word VARCHAR(60) NOT NULL,
    CONSTRAINT pk_helping_words PRIMARY KEY (person_id, sort, place),
    CONSTRAINT fk_helping_words_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);

CREATE TABLE homes (
    person_id BIGINT NOT NULL,
    opened_at BIGINT NOT NULL,
    digest VARCHAR(64),
    hash VARCHAR(60),
    promotion_id BIGINT,
    CONSTRAINT pk_homes PRIMARY KEY (person_id),
    CONSTRAINT fk_homes_person_id FOREIGN KEY(person_id) REFERENCES people (id),
    CONSTRAINT fk_homes_promotion_id FOREIGN KEY(promotion_id) REFERENCES promotions (id)
);

CREATE TABLE hours (
    id BIGSERIAL NOT NULL,
    person_id BIGINT NOT NULL,
    weekday INTEGER,
    day VARCHAR(10),
    starts VARCHAR(5),
    ends VARCHAR(5),
    valid_from VARCHAR(10),
    valid_until VARCHAR(10),
    CONSTRAINT pk_hours PRIMARY KEY (id),
    CONSTRAINT fk_hours_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);

CREATE TABLE letters (
    id BIGSERIAL NOT NULL,
    promotion_id BIGINT NOT NULL,
    author_id BIGINT NOT NULL,
    text TEXT NOT NULL,
    sent_at BIGINT NOT NULL,
    undone_at BIGINT,
    CONSTRAINT pk_letters PRIMARY KEY (id),
    CONSTRAINT fk_letters_promotion_id FOREIGN KEY(promotion_id) REFERENCES promotions (id),
    CONSTRAINT fk_letters_author_id FOREIGN KEY(author_id) REFERENCES people (id)
);

CREATE TABLE logbooks (
    id BIGSERIAL NOT NULL,
    person_id BIGINT NOT NULL,
    promotion_id BIGINT NOT NULL,
    skills VARCHAR(200) DEFAULT '' NOT NULL,
    CONSTRAINT pk_logbooks PRIMARY KEY (id),
    CONSTRAINT uq_logbooks_person_id_promotion_id UNIQUE (person_id, promotion_id),
    CONSTRAINT fk_logbooks_person_id FOREIGN KEY(person_id) REFERENCES people (id),
    CONSTRAINT fk_logbooks_promotion_id FOREIGN KEY(promotion_id) REFERENCES promotions (id)
);

CREATE TABLE notices (
    seq BIGSERIAL NOT NULL,
    id VARCHAR(36) NOT NULL,
    key VARCHAR(255) NOT NULL,
    action VARCHAR(20) NOT NULL,
    kind VARCHAR(60) NOT NULL,
    subject VARCHAR(40) NOT NULL,
    subject_id BIGINT NOT NULL,
    revision INTEGER NOT NULL,
    recipient VARCHAR(60) NOT NULL,
    person_id BIGINT,
    channel VARCHAR(32),
    thread_ts VARCHAR(32),
    is_card BOOLEAN DEFAULT false NOT NULL,
    card_id VARCHAR(36),
    urgent BOOLEAN DEFAULT false NOT NULL,
    detail VARCHAR(500) DEFAULT '' NOT NULL,
    due BIGINT NOT NULL,
    expires BIGINT,
    state VARCHAR(20) DEFAULT 'owed' NOT NULL,
    lease_until BIGINT,
    attempts INTEGER DEFAULT '0' NOT NULL,
    first_attempt BIGINT,
    doubtful BOOLEAN DEFAULT false NOT NULL,
    looks INTEGER DEFAULT '0' NOT NULL,
    file_name VARCHAR(255),
    retry_at BIGINT,
    sent_channel VARCHAR(32),
    sent_ts VARCHAR(32),
    reason VARCHAR(200),
    closed_at BIGINT,
    CONSTRAINT pk_notices PRIMARY KEY (seq),
    CONSTRAINT uq_notices_id UNIQUE (id),
    CONSTRAINT uq_notices_key UNIQUE (key),
    CONSTRAINT fk_notices_person_id FOREIGN KEY(person_id) REFERENCES people (id)
)
 WITH (fillfactor = 50);

CREATE TABLE openings (
    promotion_id BIGINT NOT NULL,
    dispositif VARCHAR(100) NOT NULL,
    opens_on VARCHAR(10),
    CONSTRAINT pk_openings PRIMARY KEY (promotion_id, dispositif),
    CONSTRAINT fk_openings_promotion_id FOREIGN KEY(promotion_id) REFERENCES promotions (id)
);

CREATE TABLE phases (
    promotion_id BIGINT NOT NULL,
    number INTEGER NOT NULL,
    name VARCHAR(200) NOT NULL,
    starts_on VARCHAR(10) NOT NULL,
    ends_on VARCHAR(10) NOT NULL,
    CONSTRAINT pk_phases PRIMARY KEY (promotion_id, number),
    CONSTRAINT fk_phases_promotion_id FOREIGN KEY(promotion_id) REFERENCES promotions (id)
);

CREATE TABLE reminder_wishes (
    person_id BIGINT NOT NULL,
    week BOOLEAN DEFAULT true NOT NULL,
    eve BOOLEAN DEFAULT true NOT NULL,
    hour BOOLEAN DEFAULT true NOT NULL,
    day BOOLEAN DEFAULT true NOT NULL,
    after BOOLEAN DEFAULT true NOT NULL,
    by_mail BOOLEAN DEFAULT false NOT NULL,
    wakes INTEGER DEFAULT '480' NOT NULL,
    sleeps INTEGER DEFAULT '1140' NOT NULL,
    CONSTRAINT pk_reminder_wishes PRIMARY KEY (person_id),
    CONSTRAINT fk_reminder_wishes_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);

CREATE TABLE setups (
    id BIGSERIAL NOT NULL,
    content TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    promotion_id BIGINT,
    CONSTRAINT pk_setups PRIMARY KEY (id),
    CONSTRAINT fk_setups_promotion_id FOREIGN KEY(promotion_id) REFERENCES promotions (id)
);

CREATE TABLE versions (
    id BIGSERIAL NOT NULL,
    thing VARCHAR(40) NOT NULL,
    thing_id BIGINT NOT NULL,
    field VARCHAR(40) NOT NULL,
    number INTEGER,
    text TEXT NOT NULL,
    person_id BIGINT,
    at BIGINT NOT NULL,
    CONSTRAINT pk_versions PRIMARY KEY (id),
    CONSTRAINT fk_versions_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);

CREATE TABLE words (
    thing VARCHAR(40) NOT NULL,
    thing_id BIGINT NOT NULL,
    field VARCHAR(40) NOT NULL,
    number INTEGER NOT NULL,
    text TEXT NOT NULL,
    person_id BIGINT,
    at BIGINT NOT NULL,
    CONSTRAINT pk_words PRIMARY KEY (thing, thing_id, field),
    CONSTRAINT fk_words_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);

CREATE TABLE year_lines (
    promotion_id BIGINT NOT NULL,
    key VARCHAR(60) NOT NULL,
    what VARCHAR(300) DEFAULT '' NOT NULL,
    organiser_id BIGINT,
    out BOOLEAN DEFAULT false NOT NULL,
    revision INTEGER DEFAULT '0' NOT NULL,
    confirmed VARCHAR(300) DEFAULT '' NOT NULL,
    CONSTRAINT pk_year_lines PRIMARY KEY (promotion_id, key),
    CONSTRAINT fk_year_lines_promotion_id FOREIGN KEY(promotion_id) REFERENCES promotions (id),
    CONSTRAINT fk_year_lines_organiser_id FOREIGN KEY(organiser_id) REFERENCES people (id)
);

CREATE TABLE year_plans (
    promotion_id BIGINT NOT NULL,
    revision INTEGER DEFAULT '0' NOT NULL,
    school TEXT DEFAULT '' NOT NULL,
    confirmed_at BIGINT,
    confirmed_by BIGINT,
    CONSTRAINT pk_year_plans PRIMARY KEY (promotion_id),
    CONSTRAINT fk_year_plans_promotion_id FOREIGN KEY(promotion_id) REFERENCES promotions (id),
    CONSTRAINT fk_year_plans_confirmed_by FOREIGN KEY(confirmed_by) REFERENCES people (id)
);

CREATE TABLE actions (
    id BIGSERIAL NOT NULL,
    promotion_id BIGINT,
    defi_id BIGINT,
    what TEXT NOT NULL,
    owner_id BIGINT NOT NULL,
    due VARCHAR(10) NOT NULL,
    state VARCHAR(10) NOT NULL,
    postponed INTEGER DEFAULT '0' NOT NULL,
    created_at BIGINT NOT NULL,
    created_by BIGINT,
    closed_at BIGINT,
    link TEXT,
    origin VARCHAR(12) NOT NULL,
    origin_id BIGINT,
    origin_link TEXT,
    why TEXT,
    left_id BIGINT,
    CONSTRAINT pk_actions PRIMARY KEY (id),
    CONSTRAINT fk_actions_promotion_id FOREIGN KEY(promotion_id) REFERENCES promotions (id),
    CONSTRAINT fk_actions_defi_id FOREIGN KEY(defi_id) REFERENCES defis (id),
    CONSTRAINT fk_actions_owner_id FOREIGN KEY(owner_id) REFERENCES people (id),
    CONSTRAINT fk_actions_created_by FOREIGN KEY(created_by) REFERENCES people (id)
);

CREATE TABLE appointments (
    id BIGSERIAL NOT NULL,
    uid VARCHAR(36) NOT NULL,
    dispositif VARCHAR(40) NOT NULL,
    promotion_id BIGINT,
    defi_id BIGINT,
    starts BIGINT NOT NULL,
    ends BIGINT NOT NULL,
    state VARCHAR(20) NOT NULL,
    revision INTEGER DEFAULT '0' NOT NULL,
    link VARCHAR(500),
    place VARCHAR(300),
    reason VARCHAR(500),
    changed_at BIGINT,
    tags VARCHAR(500),
    CONSTRAINT pk_appointments PRIMARY KEY (id),
    CONSTRAINT uq_appointments_uid UNIQUE (uid),
    CONSTRAINT fk_appointments_promotion_id FOREIGN KEY(promotion_id) REFERENCES promotions (id),
    CONSTRAINT fk_appointments_defi_id FOREIGN KEY(defi_id) REFERENCES defis (id)
);

CREATE TABLE committee_half_days (
    round_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    shut TEXT NOT NULL,
    answered_at BIGINT NOT NULL,
    CONSTRAINT pk_committee_half_days PRIMARY KEY (round_id, person_id),
    CONSTRAINT fk_committee_half_days_round_id FOREIGN KEY(round_id) REFERENCES committee_rounds (id),
    CONSTRAINT fk_committee_half_days_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);

CREATE TABLE committee_usefulness (
    round_id BIGINT NOT NULL,
    choice VARCHAR(20) NOT NULL,
    count INTEGER NOT NULL,
    CONSTRAINT pk_committee_usefulness PRIMARY KEY (round_id, choice),
    CONSTRAINT fk_committee_usefulness_round_id FOREIGN KEY(round_id) REFERENCES committee_rounds (id)
);

CREATE TABLE gathering_metiers (
    series_id BIGINT NOT NULL,
    metier VARCHAR(40) NOT NULL,
    CONSTRAINT pk_gathering_metiers PRIMARY KEY (series_id, metier),
    CONSTRAINT fk_gathering_metiers_series_id FOREIGN KEY(series_id) REFERENCES gathering_series (id)
);

CREATE TABLE helpdesk_requests (
    id BIGSERIAL NOT NULL,
    draft_id VARCHAR(36) NOT NULL,
    asked_by BIGINT NOT NULL,
    defi_id BIGINT NOT NULL,
    need TEXT NOT NULL,
    reason VARCHAR(20) NOT NULL,
    kind VARCHAR(20) DEFAULT 'inconnu' NOT NULL,
    sessions INTEGER DEFAULT '1' NOT NULL,
    document VARCHAR(10) DEFAULT 'later' NOT NULL,
    document_ref VARCHAR(1000),
    document_name VARCHAR(300),
    wished TEXT,
    host_id BIGINT,
    taken_by BIGINT,
    tell_channel BOOLEAN DEFAULT false NOT NULL,
    asked_at BIGINT,
    format_key VARCHAR(40) DEFAULT 'bureau-aide' NOT NULL,
    minutes INTEGER DEFAULT '60' NOT NULL,
    answer_by BIGINT,
    CONSTRAINT pk_helpdesk_requests PRIMARY KEY (id),
    CONSTRAINT uq_helpdesk_requests_draft_id UNIQUE (draft_id),
    CONSTRAINT fk_helpdesk_requests_asked_by FOREIGN KEY(asked_by) REFERENCES people (id),
    CONSTRAINT fk_helpdesk_requests_defi_id FOREIGN KEY(defi_id) REFERENCES defis (id),
    CONSTRAINT fk_helpdesk_requests_host_id FOREIGN KEY(host_id) REFERENCES people (id),
    CONSTRAINT fk_helpdesk_requests_taken_by FOREIGN KEY(taken_by) REFERENCES people (id)
);

CREATE TABLE helpdesk_waits (
    id BIGSERIAL NOT NULL,
    draft_id VARCHAR(36) NOT NULL,
    person_id BIGINT NOT NULL,
    defi_id BIGINT NOT NULL,
    host_id BIGINT,
    asked_at BIGINT NOT NULL,
    told_at BIGINT,
    format_key VARCHAR(40) DEFAULT 'bureau-aide' NOT NULL,
    CONSTRAINT pk_helpdesk_waits PRIMARY KEY (id),
    CONSTRAINT uq_helpdesk_waits_draft_id UNIQUE (draft_id),
    CONSTRAINT fk_helpdesk_waits_person_id FOREIGN KEY(person_id) REFERENCES people (id),
    CONSTRAINT fk_helpdesk_waits_defi_id FOREIGN KEY(defi_id) REFERENCES defis (id),
    CONSTRAINT fk_helpdesk_waits_host_id FOREIGN KEY(host_id) REFERENCES people (id)
);

CREATE TABLE letter_readers (
    letter_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    CONSTRAINT pk_letter_readers PRIMARY KEY (letter_id, person_id),
    CONSTRAINT fk_letter_readers_letter_id FOREIGN KEY(letter_id) REFERENCES letters (id),
    CONSTRAINT fk_letter_readers_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);

CREATE TABLE logbook_evidence (
    logbook_id BIGINT NOT NULL,
    fact VARCHAR(40) NOT NULL,
    month VARCHAR(7) NOT NULL,
    day VARCHAR(10) NOT NULL,
    said TEXT NOT NULL,
    tags VARCHAR(400) DEFAULT '' NOT NULL,
    CONSTRAINT pk_logbook_evidence PRIMARY KEY (logbook_id, fact),
    CONSTRAINT fk_logbook_evidence_logbook_id FOREIGN KEY(logbook_id) REFERENCES logbooks (id)
);

CREATE TABLE logbook_levels (
    id BIGSERIAL NOT NULL,
    logbook_id BIGINT NOT NULL,
    skill VARCHAR(60) NOT NULL,
    phase INTEGER NOT NULL,
    level VARCHAR(10) NOT NULL,
    at BIGINT NOT NULL,
    CONSTRAINT pk_logbook_levels PRIMARY KEY (id),
    CONSTRAINT fk_logbook_levels_logbook_id FOREIGN KEY(logbook_id) REFERENCES logbooks (id)
);

CREATE TABLE logbook_shares (
    id BIGSERIAL NOT NULL,
    logbook_id BIGINT,
    person_id BIGINT NOT NULL,
    coach_id BIGINT NOT NULL,
    title TEXT,
    text TEXT,
    CONSTRAINT pk_logbook_shares PRIMARY KEY (id),
    CONSTRAINT fk_logbook_shares_logbook_id FOREIGN KEY(logbook_id) REFERENCES logbooks (id),
    CONSTRAINT fk_logbook_shares_person_id FOREIGN KEY(person_id) REFERENCES people (id),
    CONSTRAINT fk_logbook_shares_coach_id FOREIGN KEY(coach_id) REFERENCES people (id)
);

CREATE TABLE logbook_words (
    logbook_id BIGINT NOT NULL,
    month VARCHAR(7) NOT NULL,
    name VARCHAR(20) NOT NULL,
    text TEXT NOT NULL,
    number INTEGER NOT NULL,
    aside TEXT,
    asked TEXT,
    at BIGINT NOT NULL,
    CONSTRAINT pk_logbook_words PRIMARY KEY (logbook_id, month, name),
    CONSTRAINT fk_logbook_words_logbook_id FOREIGN KEY(logbook_id) REFERENCES logbooks (id)
);

CREATE TABLE memberships (
    id BIGSERIAL NOT NULL,
    person_id BIGINT NOT NULL,
    role VARCHAR(20) NOT NULL,
    promotion_id BIGINT,
    defi_id BIGINT,
    metier VARCHAR(100),
    cycles_max INTEGER,
    ended_at BIGINT,
    welcomed_at BIGINT,
    CONSTRAINT pk_memberships PRIMARY KEY (id),
    CONSTRAINT fk_memberships_person_id FOREIGN KEY(person_id) REFERENCES people (id),
    CONSTRAINT fk_memberships_promotion_id FOREIGN KEY(promotion_id) REFERENCES promotions (id),
    CONSTRAINT fk_memberships_defi_id FOREIGN KEY(defi_id) REFERENCES defis (id)
);

CREATE TABLE mentoring_cycles (
    id BIGSERIAL NOT NULL,
    draft_id VARCHAR(36) NOT NULL,
    asked_by BIGINT NOT NULL,
    defi_id BIGINT NOT NULL,
    mentor_id BIGINT NOT NULL,
    domain VARCHAR(100) NOT NULL,
    need TEXT NOT NULL,
    link VARCHAR(1000),
    suits VARCHAR(60) NOT NULL,
    from_day VARCHAR(10),
    choice VARCHAR(20) NOT NULL,
    state VARCHAR(20) NOT NULL,
    asked_at BIGINT NOT NULL,
    answer_by BIGINT,
    turned_at BIGINT NOT NULL,
    first_day VARCHAR(10),
    reason VARCHAR(500),
    taken_by BIGINT,
    after BIGINT,
    followed_by BIGINT,
    sessions INTEGER NOT NULL,
    minutes INTEGER NOT NULL,
    window_days INTEGER NOT NULL,
    format_key VARCHAR(40) DEFAULT 'mentorat' NOT NULL,
    format_name VARCHAR(60) DEFAULT '' NOT NULL,
    CONSTRAINT pk_mentoring_cycles PRIMARY KEY (id),
    CONSTRAINT uq_mentoring_cycles_draft_id UNIQUE (draft_id),
    CONSTRAINT fk_mentoring_cycles_asked_by FOREIGN KEY(asked_by) REFERENCES people (id),
    CONSTRAINT fk_mentoring_cycles_defi_id FOREIGN KEY(defi_id) REFERENCES defis (id),
    CONSTRAINT fk_mentoring_cycles_mentor_id FOREIGN KEY(mentor_id) REFERENCES people (id),
    CONSTRAINT fk_mentoring_cycles_taken_by FOREIGN KEY(taken_by) REFERENCES people (id),
    CONSTRAINT fk_mentoring_cycles_after FOREIGN KEY(after) REFERENCES mentoring_cycles (id),
    CONSTRAINT fk_mentoring_cycles_followed_by FOREIGN KEY(followed_by) REFERENCES mentoring_cycles (id)
);

CREATE TABLE reports (
    id BIGSERIAL NOT NULL,
    round_id BIGINT NOT NULL,
    defi_id BIGINT NOT NULL,
    published_at BIGINT,
    published_by BIGINT,
    shared_at BIGINT,
    before TEXT,
    sections TEXT NOT NULL,
    CONSTRAINT pk_reports PRIMARY KEY (id),
    CONSTRAINT uq_reports_round_id_defi_id UNIQUE (round_id, defi_id),
    CONSTRAINT fk_reports_round_id FOREIGN KEY(round_id) REFERENCES committee_rounds (id),
    CONSTRAINT fk_reports_defi_id FOREIGN KEY(defi_id) REFERENCES defis (id),
    CONSTRAINT fk_reports_published_by FOREIGN KEY(published_by) REFERENCES people (id)
);

CREATE TABLE supports (
    id BIGSERIAL NOT NULL,
    round_id BIGINT NOT NULL,
    defi_id BIGINT NOT NULL,
    questions TEXT NOT NULL,
    axes TEXT NOT NULL,
    CONSTRAINT pk_supports PRIMARY KEY (id),
    CONSTRAINT uq_supports_round_id_defi_id UNIQUE (round_id, defi_id),
    CONSTRAINT fk_supports_round_id FOREIGN KEY(round_id) REFERENCES committee_rounds (id),
    CONSTRAINT fk_supports_defi_id FOREIGN KEY(defi_id) REFERENCES defis (id)
);

CREATE TABLE absence_lines (
    absence_id BIGINT NOT NULL,
    appointment_id BIGINT NOT NULL,
    starts BIGINT NOT NULL,
    way VARCHAR(10) NOT NULL,
    taker_id BIGINT,
    times VARCHAR(60) DEFAULT '' NOT NULL,
    done BOOLEAN DEFAULT false NOT NULL,
    CONSTRAINT pk_absence_lines PRIMARY KEY (absence_id, appointment_id),
    CONSTRAINT fk_absence_lines_absence_id FOREIGN KEY(absence_id) REFERENCES absences (id) ON DELETE CASCADE,
    CONSTRAINT fk_absence_lines_appointment_id FOREIGN KEY(appointment_id) REFERENCES appointments (id),
    CONSTRAINT fk_absence_lines_taker_id FOREIGN KEY(taker_id) REFERENCES people (id)
);

CREATE TABLE calendar_entries (
    person_id BIGINT NOT NULL,
    appointment_id BIGINT NOT NULL,
    calendar TEXT NOT NULL,
    address TEXT NOT NULL,
    digest VARCHAR(64) NOT NULL,
    starts BIGINT NOT NULL,
    ends BIGINT NOT NULL,
    found VARCHAR(40),
    CONSTRAINT pk_calendar_entries PRIMARY KEY (person_id, appointment_id),
    CONSTRAINT fk_calendar_entries_person_id FOREIGN KEY(person_id) REFERENCES people (id),
    CONSTRAINT fk_calendar_entries_appointment_id FOREIGN KEY(appointment_id) REFERENCES appointments (id)
);

CREATE TABLE calendar_takers (
    appointment_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    taken_at BIGINT NOT NULL,
    CONSTRAINT pk_calendar_takers PRIMARY KEY (appointment_id, person_id),
    CONSTRAINT fk_calendar_takers_appointment_id FOREIGN KEY(appointment_id) REFERENCES appointments (id),
    CONSTRAINT fk_calendar_takers_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);

CREATE TABLE changes (
    appointment_id BIGINT NOT NULL,
    batch VARCHAR(36) NOT NULL,
    kind VARCHAR(10) NOT NULL,
    actor_id BIGINT,
    until BIGINT NOT NULL,
    before_starts BIGINT,
    before_ends BIGINT,
    told_starts BIGINT,
    earlier TEXT,
    held BOOLEAN DEFAULT false NOT NULL,
    CONSTRAINT pk_changes PRIMARY KEY (appointment_id),
    CONSTRAINT fk_changes_appointment_id FOREIGN KEY(appointment_id) REFERENCES appointments (id),
    CONSTRAINT fk_changes_actor_id FOREIGN KEY(actor_id) REFERENCES people (id)
);

CREATE TABLE claims (
    person_id BIGINT NOT NULL,
    quarter BIGINT NOT NULL,
    length INTEGER NOT NULL,
    appointment_id BIGINT NOT NULL,
    CONSTRAINT pk_claims PRIMARY KEY (person_id, quarter),
    CONSTRAINT fk_claims_person_id FOREIGN KEY(person_id) REFERENCES people (id),
    CONSTRAINT fk_claims_appointment_id FOREIGN KEY(appointment_id) REFERENCES appointments (id)
);

CREATE TABLE committees (
    id BIGSERIAL NOT NULL,
    round_id BIGINT NOT NULL,
    defi_id BIGINT NOT NULL,
    appointment_id BIGINT NOT NULL,
    ended BOOLEAN DEFAULT false NOT NULL,
    talk_id BIGINT,
    CONSTRAINT pk_committees PRIMARY KEY (id),
    CONSTRAINT fk_committees_round_id FOREIGN KEY(round_id) REFERENCES committee_rounds (id),
    CONSTRAINT fk_committees_defi_id FOREIGN KEY(defi_id) REFERENCES defis (id),
    CONSTRAINT uq_committees_appointment_id UNIQUE (appointment_id),
    CONSTRAINT fk_committees_appointment_id FOREIGN KEY(appointment_id) REFERENCES appointments (id),
    CONSTRAINT uq_committees_talk_id UNIQUE (talk_id),
    CONSTRAINT fk_committees_talk_id FOREIGN KEY(talk_id) REFERENCES appointments (id)
);

CREATE TABLE gatherings (
    id BIGSERIAL NOT NULL,
    series_id BIGINT NOT NULL,
    period VARCHAR(10) NOT NULL,
    appointment_id BIGINT NOT NULL,
    by_rule VARCHAR(10) NOT NULL,
    moved_for VARCHAR(100),
    unclaimed BOOLEAN NOT NULL,
    capacity INTEGER,
    title VARCHAR(150),
    abstract TEXT,
    reading TEXT,
    sheet TEXT,
    announce_at BIGINT NOT NULL,
    announced_at BIGINT,
    closed_at BIGINT,
    attendance VARCHAR(10),
    grouping VARCHAR(20),
    CONSTRAINT pk_gatherings PRIMARY KEY (id),
    CONSTRAINT uq_gatherings_series_id_period UNIQUE (series_id, period),
    CONSTRAINT fk_gatherings_series_id FOREIGN KEY(series_id) REFERENCES gathering_series (id),
    CONSTRAINT uq_gatherings_appointment_id UNIQUE (appointment_id),
    CONSTRAINT fk_gatherings_appointment_id FOREIGN KEY(appointment_id) REFERENCES appointments (id)
);

CREATE TABLE helpdesk_guests (
    request_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    CONSTRAINT pk_helpdesk_guests PRIMARY KEY (request_id, person_id),
    CONSTRAINT fk_helpdesk_guests_request_id FOREIGN KEY(request_id) REFERENCES helpdesk_requests (id),
    CONSTRAINT fk_helpdesk_guests_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);

CREATE TABLE helpdesk_notes (
    id BIGSERIAL NOT NULL,
    request_id BIGINT NOT NULL,
    author_id BIGINT NOT NULL,
    text TEXT NOT NULL,
    at BIGINT NOT NULL,
    CONSTRAINT pk_helpdesk_notes PRIMARY KEY (id),
    CONSTRAINT fk_helpdesk_notes_request_id FOREIGN KEY(request_id) REFERENCES helpdesk_requests (id),
    CONSTRAINT fk_helpdesk_notes_author_id FOREIGN KEY(author_id) REFERENCES people (id)
);

CREATE TABLE helpdesk_proposals (
    id BIGSERIAL NOT NULL,
    batch VARCHAR(36) NOT NULL,
    request_id BIGINT NOT NULL,
    appointment_id BIGINT,
    host_id BIGINT NOT NULL,
    starts BIGINT NOT NULL,
    state VARCHAR(10) DEFAULT 'open' NOT NULL,
    CONSTRAINT pk_helpdesk_proposals PRIMARY KEY (id),
    CONSTRAINT fk_helpdesk_proposals_request_id FOREIGN KEY(request_id) REFERENCES helpdesk_requests (id),
    CONSTRAINT fk_helpdesk_proposals_appointment_id FOREIGN KEY(appointment_id) REFERENCES appointments (id),
    CONSTRAINT fk_helpdesk_proposals_host_id FOREIGN KEY(host_id) REFERENCES people (id)
);

CREATE TABLE helpdesk_sessions (
    appointment_id BIGINT NOT NULL,
    request_id BIGINT NOT NULL,
    CONSTRAINT pk_helpdesk_sessions PRIMARY KEY (appointment_id),
    CONSTRAINT fk_helpdesk_sessions_appointment_id FOREIGN KEY(appointment_id) REFERENCES appointments (id),
    CONSTRAINT fk_helpdesk_sessions_request_id FOREIGN KEY(request_id) REFERENCES helpdesk_requests (id)
);

CREATE TABLE helpdesk_swaps (
    id BIGSERIAL NOT NULL,
    batch VARCHAR(36) NOT NULL,
    request_id BIGINT NOT NULL,
    host_id BIGINT NOT NULL,
    taker_id BIGINT NOT NULL,
    given_id BIGINT NOT NULL,
    given_starts BIGINT NOT NULL,
    returned_id BIGINT,
    returned_starts BIGINT,
    until BIGINT NOT NULL,
    state VARCHAR(10) DEFAULT 'open' NOT NULL,
    CONSTRAINT pk_helpdesk_swaps PRIMARY KEY (id),
    CONSTRAINT uq_helpdesk_swaps_batch UNIQUE (batch),
    CONSTRAINT fk_helpdesk_swaps_request_id FOREIGN KEY(request_id) REFERENCES helpdesk_requests (id),
    CONSTRAINT fk_helpdesk_swaps_host_id FOREIGN KEY(host_id) REFERENCES people (id),
    CONSTRAINT fk_helpdesk_swaps_taker_id FOREIGN KEY(taker_id) REFERENCES people (id),
    CONSTRAINT fk_helpdesk_swaps_given_id FOREIGN KEY(given_id) REFERENCES appointments (id),
    CONSTRAINT fk_helpdesk_swaps_returned_id FOREIGN KEY(returned_id) REFERENCES appointments (id)
);

CREATE TABLE mentoring_guests (
    cycle_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    left_at BIGINT,
    CONSTRAINT pk_mentoring_guests PRIMARY KEY (cycle_id, person_id),
    CONSTRAINT fk_mentoring_guests_cycle_id FOREIGN KEY(cycle_id) REFERENCES mentoring_cycles (id),
    CONSTRAINT fk_mentoring_guests_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);

CREATE TABLE mentoring_reviews (
    cycle_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    useful VARCHAR(10) NOT NULL,
    text TEXT NOT NULL,
    at BIGINT NOT NULL,
    CONSTRAINT pk_mentoring_reviews PRIMARY KEY (cycle_id, person_id),
    CONSTRAINT fk_mentoring_reviews_cycle_id FOREIGN KEY(cycle_id) REFERENCES mentoring_cycles (id),
    CONSTRAINT fk_mentoring_reviews_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);

CREATE TABLE mentoring_sessions (
    appointment_id BIGINT NOT NULL,
    cycle_id BIGINT NOT NULL,
    number INTEGER NOT NULL,
    state VARCHAR(20) NOT NULL,
    outcome VARCHAR(20),
    begun_at BIGINT,
    wanted BIGINT,
    word_by BIGINT,
    why VARCHAR(500),
    together BOOLEAN DEFAULT false NOT NULL,
    CONSTRAINT pk_mentoring_sessions PRIMARY KEY (appointment_id),
    CONSTRAINT fk_mentoring_sessions_appointment_id FOREIGN KEY(appointment_id) REFERENCES appointments (id),
    CONSTRAINT fk_mentoring_sessions_cycle_id FOREIGN KEY(cycle_id) REFERENCES mentoring_cycles (id)
);

CREATE TABLE mentoring_times (
    id BIGSERIAL NOT NULL,
    cycle_id BIGINT NOT NULL,
    starts BIGINT NOT NULL,
    ends BIGINT NOT NULL,
    CONSTRAINT pk_mentoring_times PRIMARY KEY (id),
    CONSTRAINT fk_mentoring_times_cycle_id FOREIGN KEY(cycle_id) REFERENCES mentoring_cycles (id)
);

CREATE TABLE outcomes (
    appointment_id BIGINT NOT NULL,
    outcome VARCHAR(20) NOT NULL,
    said_by BIGINT,
    at BIGINT NOT NULL,
    CONSTRAINT pk_outcomes PRIMARY KEY (appointment_id),
    CONSTRAINT fk_outcomes_appointment_id FOREIGN KEY(appointment_id) REFERENCES appointments (id),
    CONSTRAINT fk_outcomes_said_by FOREIGN KEY(said_by) REFERENCES people (id)
);

CREATE TABLE participants (
    appointment_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    part VARCHAR(20) NOT NULL,
    reply VARCHAR(10) DEFAULT 'comes' NOT NULL,
    sees_need BOOLEAN DEFAULT true NOT NULL,
    added BOOLEAN DEFAULT false NOT NULL,
    CONSTRAINT pk_participants PRIMARY KEY (appointment_id, person_id),
    CONSTRAINT fk_participants_appointment_id FOREIGN KEY(appointment_id) REFERENCES appointments (id),
    CONSTRAINT fk_participants_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);

CREATE TABLE polls (
    id BIGSERIAL NOT NULL,
    asked_by BIGINT NOT NULL,
    title VARCHAR(120) NOT NULL,
    minutes INTEGER NOT NULL,
    dates VARCHAR(200) NOT NULL,
    deadline BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    stage VARCHAR(10) DEFAULT 'open' NOT NULL,
    why VARCHAR(10),
    revision INTEGER DEFAULT '0' NOT NULL,
    place VARCHAR(300),
    link VARCHAR(500),
    moves BIGINT,
    appointment_id BIGINT,
    CONSTRAINT pk_polls PRIMARY KEY (id),
    CONSTRAINT fk_polls_asked_by FOREIGN KEY(asked_by) REFERENCES people (id),
    CONSTRAINT fk_polls_moves FOREIGN KEY(moves) REFERENCES appointments (id),
    CONSTRAINT fk_polls_appointment_id FOREIGN KEY(appointment_id) REFERENCES appointments (id)
);

CREATE TABLE replies (
    appointment_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    response VARCHAR(20) NOT NULL,
    sequence INTEGER NOT NULL,
    stamped_at BIGINT NOT NULL,
    words TEXT,
    at BIGINT NOT NULL,
    CONSTRAINT pk_replies PRIMARY KEY (appointment_id, person_id),
    CONSTRAINT fk_replies_appointment_id FOREIGN KEY(appointment_id) REFERENCES appointments (id),
    CONSTRAINT fk_replies_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);

CREATE TABLE report_advice (
    id BIGSERIAL NOT NULL,
    report_id BIGINT NOT NULL,
    sort VARCHAR(10) NOT NULL,
    what TEXT NOT NULL,
    revision INTEGER DEFAULT '0' NOT NULL,
    verdict VARCHAR(10),
    reason TEXT,
    action_id BIGINT,
    answered_by BIGINT,
    answered_at BIGINT,
    CONSTRAINT pk_report_advice PRIMARY KEY (id),
    CONSTRAINT fk_report_advice_report_id FOREIGN KEY(report_id) REFERENCES reports (id),
    CONSTRAINT fk_report_advice_action_id FOREIGN KEY(action_id) REFERENCES actions (id),
    CONSTRAINT fk_report_advice_answered_by FOREIGN KEY(answered_by) REFERENCES people (id)
);

CREATE TABLE committee_lines (
    id BIGSERIAL NOT NULL,
    committee_id BIGINT NOT NULL,
    kind VARCHAR(10) NOT NULL,
    what TEXT NOT NULL,
    why TEXT,
    disagrees TEXT,
    author_id BIGINT,
    written_at BIGINT NOT NULL,
    revision INTEGER DEFAULT '0' NOT NULL,
    CONSTRAINT pk_committee_lines PRIMARY KEY (id),
    CONSTRAINT fk_committee_lines_committee_id FOREIGN KEY(committee_id) REFERENCES committees (id),
    CONSTRAINT fk_committee_lines_author_id FOREIGN KEY(author_id) REFERENCES people (id)
);

CREATE TABLE committee_minutes (
    committee_id BIGINT NOT NULL,
    told BOOLEAN NOT NULL,
    at BIGINT NOT NULL,
    CONSTRAINT pk_committee_minutes PRIMARY KEY (committee_id),
    CONSTRAINT fk_committee_minutes_committee_id FOREIGN KEY(committee_id) REFERENCES committees (id)
);

CREATE TABLE committee_raters (
    committee_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    CONSTRAINT pk_committee_raters PRIMARY KEY (committee_id, person_id),
    CONSTRAINT fk_committee_raters_committee_id FOREIGN KEY(committee_id) REFERENCES committees (id),
    CONSTRAINT fk_committee_raters_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);

CREATE TABLE gathering_adjustments (
    gathering_id BIGINT NOT NULL,
    version INTEGER NOT NULL,
    content TEXT NOT NULL,
    changed_by BIGINT,
    changed_at BIGINT NOT NULL,
    CONSTRAINT pk_gathering_adjustments PRIMARY KEY (gathering_id),
    CONSTRAINT fk_gathering_adjustments_gathering_id FOREIGN KEY(gathering_id) REFERENCES gatherings (id),
    CONSTRAINT fk_gathering_adjustments_changed_by FOREIGN KEY(changed_by) REFERENCES people (id)
);

CREATE TABLE gathering_answers (
    gathering_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    reply VARCHAR(10) NOT NULL,
    number INTEGER NOT NULL,
    answered_at BIGINT NOT NULL,
    attended BOOLEAN,
    CONSTRAINT pk_gathering_answers PRIMARY KEY (gathering_id, person_id),
    CONSTRAINT fk_gathering_answers_gathering_id FOREIGN KEY(gathering_id) REFERENCES gatherings (id),
    CONSTRAINT fk_gathering_answers_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);

CREATE TABLE gathering_feedback (
    gathering_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    mark VARCHAR(10) NOT NULL,
    words TEXT,
    at BIGINT NOT NULL,
    CONSTRAINT pk_gathering_feedback PRIMARY KEY (gathering_id, person_id),
    CONSTRAINT fk_gathering_feedback_gathering_id FOREIGN KEY(gathering_id) REFERENCES gatherings (id),
    CONSTRAINT fk_gathering_feedback_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);

CREATE TABLE gathering_groups (
    appointment_id BIGINT NOT NULL,
    gathering_id BIGINT NOT NULL,
    number INTEGER NOT NULL,
    keeper_id BIGINT,
    CONSTRAINT pk_gathering_groups PRIMARY KEY (appointment_id),
    CONSTRAINT fk_gathering_groups_appointment_id FOREIGN KEY(appointment_id) REFERENCES appointments (id),
    CONSTRAINT fk_gathering_groups_gathering_id FOREIGN KEY(gathering_id) REFERENCES gatherings (id),
    CONSTRAINT fk_gathering_groups_keeper_id FOREIGN KEY(keeper_id) REFERENCES people (id)
);

CREATE TABLE gathering_invited (
    gathering_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    invited_by BIGINT,
    CONSTRAINT pk_gathering_invited PRIMARY KEY (gathering_id, person_id),
    CONSTRAINT fk_gathering_invited_gathering_id FOREIGN KEY(gathering_id) REFERENCES gatherings (id),
    CONSTRAINT fk_gathering_invited_person_id FOREIGN KEY(person_id) REFERENCES people (id),
    CONSTRAINT fk_gathering_invited_invited_by FOREIGN KEY(invited_by) REFERENCES people (id)
);

CREATE TABLE gathering_needs (
    gathering_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    text TEXT NOT NULL,
    at BIGINT NOT NULL,
    CONSTRAINT pk_gathering_needs PRIMARY KEY (gathering_id, person_id),
    CONSTRAINT fk_gathering_needs_gathering_id FOREIGN KEY(gathering_id) REFERENCES gatherings (id),
    CONSTRAINT fk_gathering_needs_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);

CREATE TABLE gathering_presenters (
    gathering_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    state VARCHAR(10) NOT NULL,
    asked_at BIGINT NOT NULL,
    about VARCHAR(300),
    CONSTRAINT pk_gathering_presenters PRIMARY KEY (gathering_id, person_id),
    CONSTRAINT fk_gathering_presenters_gathering_id FOREIGN KEY(gathering_id) REFERENCES gatherings (id),
    CONSTRAINT fk_gathering_presenters_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);

CREATE TABLE gathering_proposals (
    id BIGSERIAL NOT NULL,
    gathering_id BIGINT NOT NULL,
    purpose VARCHAR(20) NOT NULL,
    gesture VARCHAR(36) NOT NULL,
    author_id BIGINT,
    text TEXT NOT NULL,
    at BIGINT NOT NULL,
    CONSTRAINT pk_gathering_proposals PRIMARY KEY (id),
    CONSTRAINT fk_gathering_proposals_gathering_id FOREIGN KEY(gathering_id) REFERENCES gatherings (id),
    CONSTRAINT uq_gathering_proposals_gesture UNIQUE (gesture),
    CONSTRAINT fk_gathering_proposals_author_id FOREIGN KEY(author_id) REFERENCES people (id)
);

CREATE TABLE poll_voters (
    poll_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    required BOOLEAN NOT NULL,
    answers TEXT DEFAULT '' NOT NULL,
    answered_at BIGINT,
    CONSTRAINT pk_poll_voters PRIMARY KEY (poll_id, person_id),
    CONSTRAINT fk_poll_voters_poll_id FOREIGN KEY(poll_id) REFERENCES polls (id),
    CONSTRAINT fk_poll_voters_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);

CREATE TABLE workshops (
    id BIGSERIAL NOT NULL,
    defi_id BIGINT NOT NULL,
    asked_by BIGINT NOT NULL,
    coach_id BIGINT,
    question VARCHAR(300) NOT NULL,
    format VARCHAR(120) NOT NULL,
    minutes INTEGER NOT NULL,
    place VARCHAR(300) DEFAULT '' NOT NULL,
    materials VARCHAR(500) DEFAULT '' NOT NULL,
    experts VARCHAR(200) DEFAULT '' NOT NULL,
    created_at BIGINT NOT NULL,
    ended BOOLEAN DEFAULT false NOT NULL,
    thought_at BIGINT,
    closed_at BIGINT,
    revision INTEGER DEFAULT '0' NOT NULL,
    poll_id BIGINT,
    appointment_id BIGINT,
    CONSTRAINT pk_workshops PRIMARY KEY (id),
    CONSTRAINT fk_workshops_defi_id FOREIGN KEY(defi_id) REFERENCES defis (id),
    CONSTRAINT fk_workshops_asked_by FOREIGN KEY(asked_by) REFERENCES people (id),
    CONSTRAINT fk_workshops_coach_id FOREIGN KEY(coach_id) REFERENCES people (id),
    CONSTRAINT uq_workshops_poll_id UNIQUE (poll_id),
    CONSTRAINT fk_workshops_poll_id FOREIGN KEY(poll_id) REFERENCES polls (id),
    CONSTRAINT uq_workshops_appointment_id UNIQUE (appointment_id),
    CONSTRAINT fk_workshops_appointment_id FOREIGN KEY(appointment_id) REFERENCES appointments (id)
);

CREATE TABLE gathering_supports (
    proposal_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    CONSTRAINT pk_gathering_supports PRIMARY KEY (proposal_id, person_id),
    CONSTRAINT fk_gathering_supports_proposal_id FOREIGN KEY(proposal_id) REFERENCES gathering_proposals (id),
    CONSTRAINT fk_gathering_supports_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);

CREATE TABLE workshop_lines (
    id BIGSERIAL NOT NULL,
    workshop_id BIGINT NOT NULL,
    kind VARCHAR(10) NOT NULL,
    what VARCHAR(500) NOT NULL,
    author_id BIGINT,
    written_at BIGINT NOT NULL,
    CONSTRAINT pk_workshop_lines PRIMARY KEY (id),
    CONSTRAINT fk_workshop_lines_workshop_id FOREIGN KEY(workshop_id) REFERENCES workshops (id),
    CONSTRAINT fk_workshop_lines_author_id FOREIGN KEY(author_id) REFERENCES people (id)
);

CREATE INDEX ix_absences_person_id ON absences (person_id, last_day);

CREATE INDEX ix_absences_until ON absences (until) WHERE state = 'pending';

CREATE INDEX ix_actions_defi_id ON actions (defi_id, state);

CREATE INDEX ix_actions_origin ON actions (origin, origin_id);

CREATE INDEX ix_actions_owner_id ON actions (owner_id, state);

CREATE INDEX ix_actions_promotion_id ON actions (promotion_id, state);

CREATE INDEX ix_appointments_starts ON appointments (starts);

CREATE INDEX ix_busy_blocks_ends ON busy_blocks (person_id, ends, starts);

CREATE INDEX ix_busy_feeds_fetched_at ON busy_feeds (fetched_at);

CREATE INDEX ix_calendar_entries_appointment_id ON calendar_entries (appointment_id);

CREATE INDEX ix_calendar_takers_person_id ON calendar_takers (person_id);

CREATE INDEX ix_changes_batch ON changes (batch);

CREATE INDEX ix_changes_until ON changes (until);

CREATE INDEX ix_claims_appointment_id ON claims (appointment_id);

CREATE INDEX ix_claims_first ON claims (person_id, quarter, length) WHERE length > 0;

CREATE INDEX ix_committee_lines_committee_id ON committee_lines (committee_id);

CREATE INDEX ix_committees_defi_id ON committees (defi_id);

CREATE UNIQUE INDEX ix_committees_standing ON committees (round_id, defi_id) WHERE NOT ended;

CREATE INDEX ix_defis_promotion_id ON defis (promotion_id);

CREATE INDEX ix_drafts_expires_at ON drafts (expires_at);

CREATE INDEX ix_gathering_answers_person_id ON gathering_answers (person_id);

CREATE INDEX ix_gathering_invited_person_id ON gathering_invited (person_id);

CREATE INDEX ix_gathering_needs_at ON gathering_needs (at);

CREATE INDEX ix_gathering_presenters_person_id ON gathering_presenters (person_id);

CREATE INDEX ix_gathering_proposals_gathering_id ON gathering_proposals (gathering_id, purpose);

CREATE INDEX ix_gathering_series_ended_at ON gathering_series (ended_at);

CREATE INDEX ix_gathering_series_promotion_id ON gathering_series (promotion_id, ended_at);

CREATE INDEX ix_gatherings_announce_at ON gatherings (announced_at, announce_at);

CREATE INDEX ix_gatherings_closed_at ON gatherings (closed_at);

CREATE INDEX ix_helpdesk_guests_person_id ON helpdesk_guests (person_id);

CREATE INDEX ix_helpdesk_notes_request_id ON helpdesk_notes (request_id);

CREATE INDEX ix_helpdesk_proposals_batch ON helpdesk_proposals (batch);

CREATE INDEX ix_helpdesk_proposals_request_id ON helpdesk_proposals (request_id);

CREATE INDEX ix_helpdesk_requests_answer_by ON helpdesk_requests (answer_by) WHERE answer_by IS NOT NULL;

CREATE INDEX ix_helpdesk_requests_asked_by ON helpdesk_requests (asked_by);

CREATE INDEX ix_helpdesk_requests_calls ON helpdesk_requests (id) WHERE wished IS NOT NULL AND taken_by IS NULL;

CREATE INDEX ix_helpdesk_requests_host_id ON helpdesk_requests (host_id);

CREATE INDEX ix_helpdesk_requests_taken_by ON helpdesk_requests (taken_by) WHERE taken_by IS NOT NULL;

CREATE INDEX ix_helpdesk_sessions_request_id ON helpdesk_sessions (request_id);

CREATE INDEX ix_helpdesk_swaps_open ON helpdesk_swaps (id) WHERE state = 'open';

CREATE INDEX ix_helpdesk_waits_waiting ON helpdesk_waits (asked_at, id) WHERE told_at IS NULL;

CREATE INDEX ix_helping_asks_asked_id ON helping_asks (asked_id);

CREATE INDEX ix_helping_asks_asker_id_asked_id ON helping_asks (asker_id, asked_id);

CREATE INDEX ix_helping_words_word ON helping_words (word);

CREATE INDEX ix_history_thing_thing_id ON history (thing, thing_id);

CREATE INDEX ix_hours_person_id ON hours (person_id);

CREATE INDEX ix_letter_readers_person_id ON letter_readers (person_id);

CREATE INDEX ix_letters_author_id ON letters (author_id);

CREATE INDEX ix_logbook_levels_logbook_id ON logbook_levels (logbook_id);

CREATE INDEX ix_logbook_shares_logbook_id ON logbook_shares (logbook_id);

CREATE INDEX ix_memberships_defi_id ON memberships (defi_id);

CREATE INDEX ix_memberships_person_id ON memberships (person_id);

CREATE INDEX ix_memberships_promotion_id_role ON memberships (promotion_id, role);

CREATE INDEX ix_mentoring_cycles_answer_by ON mentoring_cycles (state, answer_by);

CREATE INDEX ix_mentoring_cycles_asked_by ON mentoring_cycles (asked_by);

CREATE INDEX ix_mentoring_cycles_mentor_id ON mentoring_cycles (mentor_id, state);

CREATE INDEX ix_mentoring_guests_person_id ON mentoring_guests (person_id);

CREATE INDEX ix_mentoring_sessions_state ON mentoring_sessions (state);

CREATE INDEX ix_mentoring_times_cycle_id ON mentoring_times (cycle_id);

CREATE INDEX ix_notices_card_id ON notices (card_id) WHERE card_id IS NOT NULL;

CREATE INDEX ix_notices_closed_at ON notices (closed_at) WHERE closed_at IS NOT NULL;

CREATE INDEX ix_participants_person_id ON participants (person_id);

CREATE INDEX ix_poll_voters_person_id ON poll_voters (person_id);

CREATE INDEX ix_polls_appointment_id ON polls (appointment_id);

CREATE INDEX ix_polls_asked_by ON polls (asked_by);

CREATE INDEX ix_polls_open ON polls (deadline) WHERE stage = 'open';

CREATE INDEX ix_receipts_at ON receipts (at);

CREATE INDEX ix_replies_person_id ON replies (person_id);

CREATE INDEX ix_report_advice_report_id ON report_advice (report_id);

CREATE INDEX ix_reports_defi_id ON reports (defi_id);

CREATE INDEX ix_supports_defi_id ON supports (defi_id);

CREATE INDEX ix_versions_thing ON versions (thing, thing_id, person_id);

CREATE INDEX ix_workshop_lines_workshop_id ON workshop_lines (workshop_id);

CREATE INDEX ix_workshops_closed_at ON workshops (closed_at);

CREATE INDEX ix_workshops_defi_id ON workshops (defi_id);

CREATE UNIQUE INDEX uq_gathering_groups_number ON gathering_groups (gathering_id, number);

CREATE UNIQUE INDEX uq_mentoring_cycles_open ON mentoring_cycles (asked_by, domain) WHERE state IN ('asked', 'offered', 'held', 'answered') AND format_name = '';

CREATE UNIQUE INDEX uq_mentoring_cycles_own ON mentoring_cycles (defi_id, format_key) WHERE (state IN ('asked', 'offered', 'held', 'answered') OR state = 'running') AND format_name <> '';

CREATE UNIQUE INDEX uq_mentoring_cycles_running ON mentoring_cycles (asked_by, domain) WHERE state = 'running' AND format_name = '';

CREATE UNIQUE INDEX uq_mentoring_sessions_number ON mentoring_sessions (cycle_id, number);

CREATE INDEX ix_notices_open ON notices (due, seq) WHERE closed_at IS NULL;

CREATE INDEX ix_notices_subject ON notices (subject, subject_id);

CREATE INDEX ix_notices_urgent ON notices (due, seq) WHERE closed_at IS NULL AND urgent;

CREATE INDEX ix_notices_sent ON notices (sent_channel, sent_ts) WHERE sent_ts IS NOT NULL;

CREATE INDEX ix_notices_expires ON notices (expires) WHERE closed_at IS NULL AND expires IS NOT NULL;

CREATE INDEX ix_notices_recipient ON notices (recipient, due, seq) WHERE coalesce(closed_at, 0) = 0;
