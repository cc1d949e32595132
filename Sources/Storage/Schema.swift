/// The database's tables. Numbered migrations run in order, each in one transaction; a database says how far it has
/// come in `user_version`.
package enum Schema {
    /// "dqa1", so that `file` and we can tell what it is.
    static let applicationID = 0x6471_6131

    /// The newest version this program knows.
    package static var version: Int { migrations.count }

    /// Brings a database to the newest version, or to an older one that tests begin with.
    package static func migrate(_ connection: Connection, to target: Int = version) throws(StorageError) {
        var version = try current(connection)
        while version < target {
            let step = migrations[version]
            try connection.transaction { () throws(StorageError) in
                // Another process may have been faster.
                guard try current(connection) == version else { return }
                try connection.execute(step)
                try connection.execute("PRAGMA user_version = \(version + 1)")
            }
            version = try current(connection)
        }
    }

    /// Refuses files that are not ours or that a newer program wrote.
    static func check(_ connection: Connection) throws(StorageError) {
        let version = try current(connection)
        if version > migrations.count {
            throw StorageError(
                .tooNew,
                "The database was written by a newer docqa (schema \(version), this one knows \(migrations.count)): "
                    + "upgrade docqa, or name another database with --db.")
        }
        let id = try connection.first("PRAGMA application_id") { $0.int(0) } ?? 0
        let tables = try connection.first("SELECT count(*) FROM sqlite_schema") { $0.int(0) } ?? 0
        if id != applicationID, tables > 0 {
            throw StorageError(.notOurs, "The file is not a docqa database: name another one with --db.")
        }
    }

    static func current(_ connection: Connection) throws(StorageError) -> Int {
        try connection.first("PRAGMA user_version") { $0.int(0) } ?? 0
    }

    private static let migrations: [String] = [
        """
        PRAGMA application_id = \(applicationID);

        CREATE TABLE setting(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

        CREATE TABLE collection(
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            language TEXT,                          -- a fixed language for its words; NULL: judged from each text
            next_passage INTEGER NOT NULL DEFAULT 1,
            generation INTEGER NOT NULL DEFAULT 0,  -- grows with every change
            statistics_fresh INTEGER NOT NULL DEFAULT 1,
            counted_passages INTEGER NOT NULL DEFAULT 0,  -- how many there were when words were last counted
            created_at INTEGER NOT NULL
        );

        CREATE TABLE document(
            id INTEGER PRIMARY KEY,
            collection INTEGER NOT NULL REFERENCES collection,
            external_id TEXT,                       -- documents handed over as bytes
            path TEXT,                              -- documents read from files: absolute
            name TEXT NOT NULL,                     -- the path below the folder that was ingested, or the given name
            title TEXT,
            author TEXT,
            format TEXT NOT NULL,
            language TEXT,
            sha256 BLOB NOT NULL,                   -- of the source's bytes
            source_size INTEGER NOT NULL,
            modified_ns INTEGER,                    -- of the file, when it was read
            inode INTEGER,
            read_ns INTEGER,                        -- when it was read: a file changed in the same tick is read again
            text_size INTEGER NOT NULL,             -- UTF-8 bytes of the stored text
            line_count INTEGER NOT NULL,
            page_count INTEGER NOT NULL,
            first_passage INTEGER NOT NULL,         -- passages of a document are numbered without gaps
            passage_count INTEGER NOT NULL,
            dated INTEGER,                          -- seconds: the document's own date, else the file's
            ingested_at INTEGER NOT NULL,
            extraction INTEGER NOT NULL             -- version of the extractors that read it
        );
        CREATE UNIQUE INDEX document_path ON document(collection, path) WHERE path IS NOT NULL;
        CREATE UNIQUE INDEX document_external ON document(collection, external_id) WHERE external_id IS NOT NULL;
        CREATE INDEX document_hash ON document(sha256);

        CREATE TABLE document_label(
            document INTEGER NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY(document, key)
        ) WITHOUT ROWID;
        CREATE TABLE document_access(
            document INTEGER NOT NULL, label TEXT NOT NULL, PRIMARY KEY(document, label)
        ) WITHOUT ROWID;

        CREATE TABLE text(
            place INTEGER PRIMARY KEY,              -- document * 2^32 + first byte
            line INTEGER NOT NULL,                  -- number of the line on which the row begins, from 1
            checksum INTEGER NOT NULL,
            bytes TEXT NOT NULL
        );
        CREATE TABLE page(
            document INTEGER NOT NULL, number INTEGER NOT NULL, label TEXT,
            start INTEGER NOT NULL, end INTEGER NOT NULL, rotation INTEGER NOT NULL,
            state TEXT NOT NULL,                    -- read, without_text, missing
            reason TEXT,
            PRIMARY KEY(document, number)
        ) WITHOUT ROWID;
        CREATE TABLE heading(
            id INTEGER PRIMARY KEY, document INTEGER NOT NULL, parent INTEGER, level INTEGER NOT NULL,
            start INTEGER NOT NULL, end INTEGER NOT NULL,
            path TEXT                               -- titles from the outermost on, joined by U+001F, without the document's own
        );
        CREATE INDEX heading_document ON heading(document);
        CREATE TABLE hidden(
            document INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL, reason TEXT NOT NULL,
            PRIMARY KEY(document, start)
        ) WITHOUT ROWID;
        CREATE TABLE source_run(document INTEGER PRIMARY KEY, runs BLOB NOT NULL);
        CREATE TABLE warning(
            document INTEGER NOT NULL, position INTEGER NOT NULL, code TEXT NOT NULL, message TEXT NOT NULL,
            page INTEGER, PRIMARY KEY(document, position)
        ) WITHOUT ROWID;

        CREATE TABLE skipped(
            collection INTEGER NOT NULL, path TEXT NOT NULL, code TEXT NOT NULL, reason TEXT NOT NULL, fix TEXT,
            readable_kind INTEGER NOT NULL,         -- 1: of a kind we read, so something is missing
            source_size INTEGER, modified_ns INTEGER, extraction INTEGER NOT NULL,
            PRIMARY KEY(collection, path)
        ) WITHOUT ROWID;
        CREATE TABLE ingest_run(
            id INTEGER PRIMARY KEY, collection INTEGER NOT NULL, root TEXT, started_at INTEGER NOT NULL,
            finished_at INTEGER, summary TEXT
        );
        """,
        """
        CREATE TABLE loose_original(sha256 BLOB PRIMARY KEY) WITHOUT ROWID;  -- kept bytes that may have no document
        """,
        """
        CREATE TABLE answer(
            id INTEGER PRIMARY KEY AUTOINCREMENT,   -- no number is given twice
            conversation INTEGER NOT NULL,          -- the id of the answer that began it
            turn INTEGER NOT NULL,                  -- from 1
            asked_at INTEGER NOT NULL,
            question TEXT NOT NULL,
            collections TEXT NOT NULL,              -- the names that were asked, as a JSON array; empty: all
            access TEXT,                            -- labels of whoever asked, as a JSON array; NULL: who may see everything
            outcome TEXT NOT NULL,
            record BLOB NOT NULL                    -- the answer as docs/schemas/ask.json has it
        );
        CREATE UNIQUE INDEX answer_turn ON answer(conversation, turn);
        CREATE INDEX answer_asked ON answer(asked_at);

        CREATE TABLE answer_source(                 -- every document whose text was sent or is quoted, as it was then
            answer INTEGER NOT NULL, document INTEGER NOT NULL, collection TEXT NOT NULL, external_id TEXT, path TEXT,
            name TEXT NOT NULL, sha256 BLOB NOT NULL,
            extraction INTEGER,                     -- NULL: it had gone before the answer was kept
            access TEXT NOT NULL,                   -- its access labels, as a JSON array
            PRIMARY KEY(answer, document)
        ) WITHOUT ROWID;
        CREATE INDEX answer_source_name ON answer_source(collection, name);

        CREATE TABLE exchange(                      -- a call to a service
            id INTEGER PRIMARY KEY, answer INTEGER NOT NULL, position INTEGER NOT NULL,
            purpose TEXT NOT NULL, state TEXT NOT NULL,
            response BLOB NOT NULL                  -- as it was received
        );
        CREATE UNIQUE INDEX exchange_position ON exchange(answer, position);
        CREATE TABLE exchange_part(                 -- the request: its parts one behind the other are its bytes
            exchange INTEGER NOT NULL, position INTEGER NOT NULL,
            piece INTEGER,                          -- a kept piece, or
            bytes BLOB,                             -- what only this request has
            PRIMARY KEY(exchange, position)
        ) WITHOUT ROWID;
        CREATE INDEX exchange_part_piece ON exchange_part(piece) WHERE piece IS NOT NULL;
        CREATE TABLE kept_piece(                    -- document blocks, each once
            id INTEGER PRIMARY KEY, sha256 BLOB NOT NULL UNIQUE, bytes BLOB NOT NULL
        );
        """,
        """
        CREATE TABLE api_call(                      -- one row per call to a service, also failed and cut ones
            key TEXT NOT NULL UNIQUE,               -- drawn at random
            reserved_at INTEGER NOT NULL, settled_at INTEGER,
            state TEXT NOT NULL,                    -- open, complete, failed, cancelled, cut, lost
            purpose TEXT NOT NULL, model TEXT NOT NULL, tenant TEXT, conversation INTEGER,
            reserved INTEGER, cost INTEGER, uncached_cost INTEGER,  -- nano-dollars
            input INTEGER NOT NULL, write_5m INTEGER NOT NULL, write_1h INTEGER NOT NULL, cache_read INTEGER NOT NULL,
            output INTEGER NOT NULL,                -- tokens
            first_text_ms INTEGER, duration_ms INTEGER, request_id TEXT, error TEXT
        );
        CREATE INDEX api_call_time ON api_call(reserved_at);
        CREATE INDEX api_call_open ON api_call(reserved_at) WHERE state = 'open';
        CREATE TABLE api_call_collection(collection TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY(collection, key))
            WITHOUT ROWID;
        CREATE INDEX api_call_collection_key ON api_call_collection(key);
        CREATE TABLE budget(
            scope TEXT NOT NULL, name TEXT NOT NULL, period TEXT NOT NULL, hard INTEGER, soft INTEGER,  -- nano-dollars
            PRIMARY KEY(scope, name, period)
        ) WITHOUT ROWID;
        """,
        // Fewer bytes for each document: what follows from other columns is not kept, and headings are found by number.
        """
        PRAGMA legacy_alter_table = ON;             -- the views go on naming the new table
        ALTER TABLE document RENAME TO document_3;
        DROP INDEX document_path; DROP INDEX document_external; DROP INDEX document_hash; DROP INDEX heading_document;
        CREATE TABLE document(
            id INTEGER PRIMARY KEY,
            collection INTEGER NOT NULL REFERENCES collection,
            external_id TEXT,                       -- documents handed over as bytes
            path TEXT,                              -- documents read from files: absolute
            name_length INTEGER NOT NULL,           -- in characters; how much of the end of the path is the name
            given_name TEXT,                        -- a name that is not the end of the path
            name TEXT GENERATED ALWAYS AS (ifnull(given_name, substr(path, -name_length))) VIRTUAL,
            title TEXT,
            author TEXT,
            format TEXT NOT NULL,
            language TEXT,
            sha256 BLOB NOT NULL,                   -- of the source's bytes
            source_size INTEGER NOT NULL,
            modified_ns INTEGER,                    -- of the file, when it was read
            inode INTEGER,
            read_ns INTEGER,                        -- when it was read, if a change in the same tick could be missed
            text_size INTEGER NOT NULL,             -- UTF-8 bytes of the stored text
            line_count INTEGER NOT NULL,
            page_count INTEGER NOT NULL,
            first_passage INTEGER NOT NULL,         -- passages of a document are numbered without gaps
            passage_count INTEGER NOT NULL,
            first_heading INTEGER NOT NULL,         -- and so are its headings
            heading_count INTEGER NOT NULL,
            given_date INTEGER,                     -- seconds: the document's own date
            dated INTEGER GENERATED ALWAYS AS (ifnull(given_date, modified_ns / 1000000000)) VIRTUAL,
            ingested_at INTEGER NOT NULL,
            extraction INTEGER NOT NULL             -- version of the extractors that read it
        );
        INSERT INTO document(
            id, collection, external_id, path, name_length, given_name, title, author, format, language, sha256,
            source_size, modified_ns, inode, read_ns, text_size, line_count, page_count, first_passage, passage_count,
            first_heading, heading_count, given_date, ingested_at, extraction)
        SELECT
            id, collection, external_id, path, length(name), iif(substr(path, -length(name)) IS name, NULL, name), title,
            author, format, language, sha256, source_size, modified_ns, inode, read_ns, text_size, line_count, page_count,
            first_passage, passage_count, ifnull(h.first, 0), ifnull(h.number, 0),
            iif(dated IS modified_ns / 1000000000, NULL, dated), ingested_at, extraction
        FROM document_3 LEFT JOIN (
            SELECT document, min(id) AS first, count(*) AS number FROM heading GROUP BY document
        ) h ON h.document = document_3.id;
        DROP TABLE document_3;
        CREATE UNIQUE INDEX document_path ON document(collection, path) WHERE path IS NOT NULL;
        CREATE UNIQUE INDEX document_external ON document(collection, external_id) WHERE external_id IS NOT NULL;
        CREATE INDEX document_hash ON document(sha256) WHERE path IS NULL;

        PRAGMA legacy_alter_table = OFF;
        ALTER TABLE heading DROP COLUMN document;
        ALTER TABLE heading DROP COLUMN parent;     -- the last heading before it with a lower level
        """,
        """
        -- Where the texts of the request's documents come from, as JSON; NULL: nobody noted it.
        ALTER TABLE exchange ADD COLUMN sources BLOB;
        """,
        """
        -- Answers that can be given again: what an answer depends on, as a hash, and when a model made it.
        ALTER TABLE answer ADD COLUMN evidence_key BLOB;
        ALTER TABLE answer ADD COLUMN made_at INTEGER;
        ALTER TABLE answer ADD COLUMN is_reusable INTEGER NOT NULL DEFAULT 0;   -- the newest whole answer with its key
        CREATE UNIQUE INDEX answer_evidence_key ON answer(evidence_key) WHERE is_reusable;
        """,
        // What prompts are planned from: `PrefixMemory`. Times are milliseconds since 1970, nothing of it is text.
        """
        CREATE TABLE prefix_scope(                  -- whose prompts begin alike and may share passages
            id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, model TEXT NOT NULL
        );
        CREATE TABLE prefix_question(               -- what was asked
            id INTEGER PRIMARY KEY, scope INTEGER NOT NULL, asked_ms INTEGER NOT NULL,
            gap_ms INTEGER,                         -- since the turn before it of its conversation
            units BLOB NOT NULL,                    -- the passages that were needed, packed
            estimated INTEGER NOT NULL, reported INTEGER NOT NULL   -- tokens of the prompt
        );
        CREATE INDEX prefix_question_scope ON prefix_question(scope, id);
        CREATE TABLE prefix_warm(                   -- what is believed to be in the service's cache
            scope INTEGER NOT NULL,
            workspace TEXT NOT NULL,                -- where the service is and whose key is used, as a fingerprint
            hash BLOB NOT NULL, units BLOB NOT NULL, tokens INTEGER NOT NULL, lifetime_ms INTEGER NOT NULL,
            last_use_ms INTEGER NOT NULL, message TEXT, PRIMARY KEY(scope, workspace, hash)
        ) WITHOUT ROWID;
        CREATE TABLE prefix_miss(                   -- what should have been read and was not
            id INTEGER PRIMARY KEY, scope INTEGER NOT NULL, at_ms INTEGER NOT NULL, hash BLOB NOT NULL,
            expected INTEGER NOT NULL, read INTEGER NOT NULL, reason TEXT
        );
        """,
        """
        CREATE TABLE batch(                         -- questions that are answered together
            id INTEGER PRIMARY KEY AUTOINCREMENT, created_at INTEGER NOT NULL,
            state TEXT NOT NULL,                    -- open, cancelling, done
            source TEXT NOT NULL,                   -- where the questions came from, for people
            expected INTEGER, worst INTEGER, alone INTEGER,  -- nano-dollars, as estimated
            keep_days INTEGER, part_limit INTEGER
        );
        CREATE TABLE batch_item(
            batch INTEGER NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL, question TEXT NOT NULL,
            wish BLOB NOT NULL,                     -- where the answer may come from, as JSON
            state TEXT NOT NULL,                    -- open, answered, failed, cancelled, unchanged, forgotten
            part INTEGER, rank INTEGER NOT NULL, tries INTEGER NOT NULL,
            call TEXT,                              -- the key of its last call
            model TEXT NOT NULL, estimated INTEGER NOT NULL, shared INTEGER NOT NULL,  -- tokens
            answer INTEGER, problem TEXT, problem_text TEXT,
            request BLOB, sources BLOB, findings BLOB  -- until it is done with
        );
        CREATE UNIQUE INDEX batch_item_position ON batch_item(batch, position);
        CREATE INDEX batch_item_part ON batch_item(part, rank) WHERE part IS NOT NULL;
        CREATE TABLE batch_part(                    -- a batch of the service
            id INTEGER PRIMARY KEY, batch INTEGER NOT NULL,
            state TEXT NOT NULL,                    -- prepared, attempted, submitted, collected, dropped
            name TEXT NOT NULL UNIQUE,              -- drawn at random: its requests are called NAME-POSITION
            remote TEXT, requests INTEGER NOT NULL, bytes INTEGER NOT NULL, attempted_at INTEGER, expires_at TEXT,
            readings INTEGER NOT NULL DEFAULT 0
        );
        CREATE INDEX batch_part_batch ON batch_part(batch);
        CREATE TABLE batch_call(batch INTEGER NOT NULL, call TEXT NOT NULL, PRIMARY KEY(batch, call)) WITHOUT ROWID;
        """,
        """
        -- Documents are found by a number made of their path: an index of the paths themselves was 6 % of the text of small
        -- files.
        ALTER TABLE document ADD COLUMN path_key INTEGER;
        UPDATE document SET path_key = docqa_path_key(path);
        DROP INDEX document_path;
        CREATE INDEX document_path ON document(path_key) WHERE path_key IS NOT NULL;
        """,
        """
        -- A question that stands in a batch more than once is asked once: the position of the first one, whose answer is this
        -- one's too.
        ALTER TABLE batch_item ADD COLUMN same_as INTEGER;
        """,
    ]

    /// The tables that each collection has of its own, so that one collection changes no score of another.
    static func collectionTables(_ id: Int, language: String?) -> String {
        """
        CREATE TABLE passage_\(id)(
            number INTEGER PRIMARY KEY, document INTEGER NOT NULL, start INTEGER NOT NULL, length INTEGER NOT NULL,
            heading INTEGER, kind INTEGER NOT NULL, language TEXT,
            unsearched BLOB,                        -- packed spans inside the passage
            header_start INTEGER, header_length INTEGER
        );
        CREATE VIEW passage_text_\(id) AS
            SELECT p.number AS number,
                docqa_body(p.document, p.start, p.length, p.language, p.unsearched) AS body,
                docqa_tagged(p.language, h.path) AS heading,
                docqa_tagged(d.language, d.title) AS title,
                docqa_tagged(d.language, d.name) AS name
            FROM passage_\(id) p JOIN document d ON d.id = p.document LEFT JOIN heading h ON h.id = p.heading;
        CREATE VIRTUAL TABLE index_\(id) USING fts5(
            body, heading, title, name, content = 'passage_text_\(id)', content_rowid = 'number',
            tokenize = 'docqa \(language ?? "auto")'
        );
        CREATE TABLE length_\(id)(block INTEGER PRIMARY KEY, lengths BLOB NOT NULL);
        CREATE TABLE term_\(id)(term BLOB PRIMARY KEY, passages INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE language_\(id)(language TEXT PRIMARY KEY, passages INTEGER NOT NULL) WITHOUT ROWID;
        """
    }

    /// What `collectionTables` made.
    static func dropCollectionTables(_ id: Int) -> String {
        """
        DROP TABLE index_\(id); DROP VIEW passage_text_\(id); DROP TABLE passage_\(id);
        DROP TABLE length_\(id); DROP TABLE term_\(id); DROP TABLE language_\(id);
        """
    }
}
