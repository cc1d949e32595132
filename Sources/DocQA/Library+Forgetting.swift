import Storage

/// What `forget` erased.
public struct Forgotten: Sendable, Hashable {
    public var documents = 0
    /// Kept answers that rested on them.
    public var answers = 0
    /// Whether nothing is left in the write-ahead log either. False when a reader still needed it: the log is then emptied
    /// when the last process closes the database.
    public var isLogEmptied = true
}

extension Library {
    /// Removes documents and erases every copy of them: their text and words in the index, and each kept answer that rests
    /// on them or on what their files held before, with all that was sent and received for it. What is freed is
    /// overwritten.
    ///
    /// - Parameters:
    ///   - documents: by id.
    ///   - gone: names, paths or external ids of documents that are removed already, but that answers may rest on.
    public func forget(
        documents: [Int], gone: [String] = [], from collection: String
    ) async throws(DocQAError) -> Forgotten {
        try await erasing { connection, seconds throws(StorageError) in
            var sources: [KeptSource] = []
            for name in gone { sources += try connection.forgottenSources(matching: name, in: collection) }
            for id in documents {
                if let record = try connection.document(id) { sources.append(KeptSource(record)) }
            }
            let answers = try connection.answers(restingOn: sources)
            let forgotten = sources.map(\.document)
            try CollectionWriter.transaction(collection, on: connection, now: seconds) { writer throws(StorageError) in
                for document in documents { try writer.remove(document) }
                try connection.forget(answers: answers)
                try connection.forgetBatchItems(restingOn: forgotten)
                try connection.forgetPrefixMemory()
            }
            if let changed = try connection.collection(named: collection), !documents.isEmpty {
                // The index keeps the words of removed passages until its parts are folded together.
                try connection.optimizeIndex(changed)
                try connection.refreshStatistics(changed)
            }
            return Forgotten(documents: documents.count, answers: answers.count)
        }
    }

    /// Whether kept answers rest on a document of this name, path or external id.
    package func isRemembered(_ name: String, in collection: String) async throws(DocQAError) -> Bool {
        try await reading { connection throws(StorageError) in
            try !connection.forgottenSources(matching: name, in: collection).isEmpty
        }
    }

    /// The same for a whole collection.
    public func forget(collection name: String) async throws(DocQAError) -> Forgotten {
        try await erasing { connection, _ throws(StorageError) in
            let collection = try connection.requiredCollection(name)
            let answers = try connection.answers(restingOnCollection: name)
            let documents = try connection.documents(in: collection).count
            try connection.transaction { () throws(StorageError) in
                try connection.removeCollection(collection)
                try connection.forget(answers: answers)
                try connection.forgetBatchItems(restingOnCollection: name)
                try connection.forgetPrefixMemory()
            }
            return Forgotten(documents: documents, answers: answers.count)
        }
    }

    /// Erases kept answers by id. Returns how many there were.
    @discardableResult
    public func forget(answers: [Int]) async throws(DocQAError) -> Int {
        try await erasing { connection, _ throws(StorageError) in
            var known: [Int] = []
            for id in answers
            where try !connection.keptAnswers(for: AnswerReader(access: nil), id: id).isEmpty { known.append(id) }
            try connection.transaction { () throws(StorageError) in try connection.forget(answers: known) }
            return Forgotten(answers: known.count)
        }.answers
    }

    private func erasing(
        _ body: @escaping @Sendable (Connection, _ seconds: Int) throws(StorageError) -> Forgotten
    ) async throws(DocQAError) -> Forgotten {
        do throws(StorageError) {
            let lock = try WriterLock(database: store.path, command: "docqa remove --forget")
            defer { withExtendedLifetime(lock) {} }
            let seconds = now() / 1_000_000_000
            let originals = originals
            return try await store.write { connection throws(StorageError) in
                var forgotten = Forgotten()
                let isLogEmptied = try connection.erasing { () throws(StorageError) in
                    forgotten = try body(connection, seconds)
                }
                forgotten.isLogEmptied = isLogEmptied
                try originals.settle(on: connection)
                return forgotten
            }
        } catch {
            throw DocQAError(error)
        }
    }
}

extension KeptSource {
    init(_ record: DocumentRecord) {
        self.init(
            document: record.id, collection: record.collection, externalID: record.externalID, path: record.path,
            name: record.name, sha256: record.sha256, extraction: record.extraction, access: [])
    }
}
