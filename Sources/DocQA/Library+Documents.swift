import DocumentModel
package import Storage

extension Library {
    /// The documents of a collection, or of all, in path order.
    public func documents(in collection: String? = nil) async throws(DocQAError) -> [StoredDocument] {
        try await reading { connection throws(StorageError) in
            let chosen = try collection.map { name throws(StorageError) in try connection.requiredCollection(name) }
            return try connection.documents(in: chosen).map { record throws(StorageError) in
                try connection.stored(record)
            }
        }
    }

    /// The documents a person may mean: `#12`, a path, a name, an external id, or the end of a path.
    public func documents(
        matching text: String, in collection: String? = nil
    ) async throws(DocQAError) -> [StoredDocument] {
        try await reading { connection throws(StorageError) in
            let chosen = try collection.map { name throws(StorageError) in try connection.requiredCollection(name) }
            return try connection.documents(matching: text, in: chosen).map { record throws(StorageError) in
                try connection.stored(record)
            }
        }
    }

    /// Removes documents by id. Their files, if any, stay; the next ingest of the folder brings them back.
    public func remove(documents: [Int], from collection: String) async throws(DocQAError) {
        do throws(StorageError) {
            try await change(collection, command: "docqa remove") { writer, _ throws(StorageError) in
                for document in documents { try writer.remove(document) }
            }
        } catch {
            throw DocQAError(error)
        }
    }

    /// Removes a collection with all its documents. Returns false when there is none of that name.
    @discardableResult
    public func remove(collection name: String) async throws(DocQAError) -> Bool {
        do throws(StorageError) {
            let lock = try WriterLock(database: store.path, command: "docqa remove")
            defer { withExtendedLifetime(lock) {} }
            let originals = originals
            return try await store.write(isInterruptible: true) { connection throws(StorageError) in
                guard let collection = try connection.collection(named: name) else { return false }
                try connection.transaction { () throws(StorageError) in try connection.removeCollection(collection) }
                try originals.settle(on: connection)
                return true
            }
        } catch {
            throw DocQAError(error)
        }
    }

    /// Checks every stored checksum, span, index entry and kept original; with `repairs` makes anew what can be made from
    /// the text. Cancelling the task stops it at once.
    package func verify(repairs: Bool) async throws(DocQAError) -> VerificationReport {
        do throws(StorageError) {
            let lock = try WriterLock(database: store.path, command: "docqa verify")
            defer { withExtendedLifetime(lock) {} }
            let originals = originals
            return try await store.write(isInterruptible: true) { connection throws(StorageError) in
                try originals.settle(on: connection)
                var report = try connection.verify()
                let damaged = try originals.verify(on: connection)
                report.findings += damaged
                guard repairs, report.findings.contains(where: \.isRepairable) else { return report }
                for name in Set(report.findings.filter(\.isRepairable).compactMap(\.collection)).sorted() {
                    if let collection = try connection.collection(named: name) {
                        try connection.rebuildIndex(collection)
                    }
                }
                report = try connection.verify()
                report.findings += damaged
                return report
            }
        } catch {
            throw DocQAError(error)
        }
    }

    package func status() async throws(DocQAError) -> (collections: [CollectionStatus], databaseBytes: Int) {
        let result = try await reading { connection throws(StorageError) in
            let statuses = try connection.collections().map { collection throws(StorageError) in
                try connection.status(of: collection)
            }
            return StatusAndSize(collections: statuses, bytes: try connection.databaseBytes())
        }
        return (result.collections, result.bytes)
    }

    private struct StatusAndSize: Sendable {
        let collections: [CollectionStatus]
        let bytes: Int
    }

    /// Reads in one consistent view, with the library's errors.
    package func reading<Result: Sendable>(
        _ body: @escaping @Sendable (Connection) throws(StorageError) -> Result
    ) async throws(DocQAError) -> Result {
        do {
            return try await store.read(body)
        } catch {
            throw DocQAError(error)
        }
    }
}

extension Connection {
    package func stored(_ record: DocumentRecord) throws(StorageError) -> StoredDocument {
        StoredDocument(record, labels: try labels(of: record.id), access: try access(of: record.id))
    }
}
