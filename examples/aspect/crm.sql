-- The tables of the example's customer database. Indexes follow the rows: see crm_indexes.sql.
CREATE TABLE plans (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, seats INTEGER NOT NULL, price_cents INTEGER NOT NULL
);
CREATE TABLE organisations (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, domain TEXT NOT NULL, country TEXT NOT NULL,
  -- A ring: the contact belongs to the organisation that names the contact.
  primary_contact_id INTEGER REFERENCES customer_contacts (id) ON DELETE SET NULL,
  created_at TEXT NOT NULL
);
CREATE TABLE customer_contacts (
  id INTEGER PRIMARY KEY, organisation_id INTEGER NOT NULL REFERENCES organisations (id),
  email TEXT NOT NULL, full_name TEXT NOT NULL, phone TEXT, job_title TEXT, duty TEXT NOT NULL,
  created_at TEXT NOT NULL
);
CREATE TABLE users (
  id INTEGER PRIMARY KEY, organisation_id INTEGER NOT NULL REFERENCES organisations (id),
  manager_id INTEGER REFERENCES users (id) ON DELETE SET NULL,
  email TEXT NOT NULL, full_name TEXT NOT NULL, phone TEXT, job_title TEXT, locale TEXT,
  birth_date TEXT, password_hash TEXT NOT NULL, last_ip TEXT,
  created_at TEXT NOT NULL, last_login_at TEXT, closed_at TEXT
);
CREATE TABLE accounts (
  id INTEGER PRIMARY KEY, organisation_id INTEGER NOT NULL UNIQUE REFERENCES organisations (id),
  plan_id INTEGER NOT NULL REFERENCES plans (id),
  owner_user_id INTEGER REFERENCES users (id) ON DELETE SET NULL,
  created_at TEXT NOT NULL
);
CREATE TABLE google_grants (
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE, scope TEXT NOT NULL,
  granted_at TEXT NOT NULL, PRIMARY KEY (user_id, scope)
) WITHOUT ROWID;
CREATE TABLE prospects (
  id INTEGER PRIMARY KEY, email TEXT NOT NULL, full_name TEXT, phone TEXT, job_title TEXT, workplace TEXT,
  interests TEXT, source TEXT NOT NULL, stage TEXT NOT NULL, note TEXT,
  created_at TEXT NOT NULL, last_contact_at TEXT NOT NULL
);
CREATE TABLE visitors (
  id INTEGER PRIMARY KEY, cookie_id TEXT NOT NULL UNIQUE,
  prospect_id INTEGER REFERENCES prospects (id) ON DELETE SET NULL,
  ip TEXT, user_agent TEXT, country TEXT, landing_page TEXT, referrer TEXT,
  first_seen_at TEXT NOT NULL, last_seen_at TEXT NOT NULL
);
CREATE TABLE newsletter (
  id INTEGER PRIMARY KEY, prospect_id INTEGER REFERENCES prospects (id) ON DELETE SET NULL,
  email TEXT NOT NULL, consent TEXT NOT NULL, subscribed_at TEXT NOT NULL, ended_at TEXT
);
CREATE TABLE newsletter_topics (
  subscription_id INTEGER NOT NULL REFERENCES newsletter (id) ON DELETE CASCADE, topic TEXT NOT NULL,
  PRIMARY KEY (subscription_id, topic)
) WITHOUT ROWID;
CREATE TABLE events (
  id INTEGER PRIMARY KEY, title TEXT NOT NULL, place TEXT NOT NULL, held_at TEXT NOT NULL
);
CREATE TABLE event_guests (
  id INTEGER PRIMARY KEY, event_id INTEGER NOT NULL REFERENCES events (id),
  prospect_id INTEGER REFERENCES prospects (id) ON DELETE SET NULL,
  email TEXT NOT NULL, full_name TEXT NOT NULL, workplace TEXT, sponsor_consent INTEGER NOT NULL,
  badge_scanned_at TEXT, event_held_at TEXT NOT NULL
);
CREATE TABLE candidates (
  id INTEGER PRIMARY KEY, organisation_id INTEGER NOT NULL REFERENCES organisations (id),
  email TEXT NOT NULL, full_name TEXT NOT NULL, phone TEXT, job_title TEXT, summary TEXT,
  created_at TEXT NOT NULL, last_active_at TEXT NOT NULL
);
CREATE TABLE meetings (
  id INTEGER PRIMARY KEY, organisation_id INTEGER NOT NULL REFERENCES organisations (id),
  title TEXT NOT NULL, held_at TEXT NOT NULL
);
-- Many to many; exactly one of the two people is set.
CREATE TABLE meeting_participants (
  id INTEGER PRIMARY KEY, meeting_id INTEGER NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
  user_id INTEGER REFERENCES users (id) ON DELETE CASCADE,
  candidate_id INTEGER REFERENCES candidates (id) ON DELETE CASCADE,
  joined_at TEXT NOT NULL, CHECK ((user_id IS NULL) <> (candidate_id IS NULL))
);
CREATE TABLE recordings (
  id INTEGER PRIMARY KEY, meeting_id INTEGER NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
  path TEXT, seconds INTEGER NOT NULL, recorded_at TEXT NOT NULL
);
CREATE TABLE transcripts (
  id INTEGER PRIMARY KEY, recording_id INTEGER NOT NULL REFERENCES recordings (id) ON DELETE CASCADE,
  language TEXT NOT NULL, text TEXT NOT NULL, recorded_at TEXT NOT NULL
);
CREATE TABLE messages (
  id INTEGER PRIMARY KEY, sender_id INTEGER REFERENCES users (id) ON DELETE SET NULL,
  recipient_id INTEGER REFERENCES users (id) ON DELETE SET NULL,
  body TEXT, sender_ip TEXT, sent_at TEXT NOT NULL
);
CREATE TABLE tickets (
  id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id) ON DELETE SET NULL,
  subject TEXT NOT NULL, state TEXT NOT NULL, health_note TEXT, opened_at TEXT NOT NULL
);
CREATE TABLE ticket_messages (
  id INTEGER PRIMARY KEY, ticket_id INTEGER NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
  author_user_id INTEGER REFERENCES users (id) ON DELETE SET NULL,
  mentioned_user_id INTEGER REFERENCES users (id) ON DELETE SET NULL,
  body TEXT NOT NULL, sent_at TEXT NOT NULL
);
CREATE TABLE invoices (
  id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL REFERENCES accounts (id),
  contact_id INTEGER REFERENCES customer_contacts (id), billing_name TEXT NOT NULL,
  billing_email TEXT NOT NULL, amount_cents INTEGER NOT NULL, issued_at TEXT NOT NULL, year_end_at TEXT NOT NULL
);
-- `actor_id` is a key of the table that `actor_type` names, so no reference can be declared.
CREATE TABLE activity_log (
  id INTEGER PRIMARY KEY, actor_type TEXT NOT NULL, actor_id INTEGER, action TEXT NOT NULL,
  ip TEXT, user_agent TEXT, happened_at TEXT NOT NULL
);
