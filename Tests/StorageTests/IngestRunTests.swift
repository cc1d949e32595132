import Storage
import TestSupport
import Testing

@Suite struct IngestRunTests {
    let folder = TemporaryFolder()

    /// Earlier releases noted a folder as it was typed. From where it was typed nobody knows, so nothing follows from it.
    @Test func foldersThatWereNotedAsTheyWereTypedAreNotLookedFor() async throws {
        let store = try await SQLiteStore.open(path: folder["a.db"], create: true)
        let known = try await store.write { connection throws(StorageError) in
            let collection = try connection.makeCollection(named: "default", language: nil, now: 1)
            for (root, began) in [("documents", 5), ("/files", 6), ("/files", 7)] {
                let run = try connection.beginIngestRun(collection, root: root, now: began)
                try connection.finishIngestRun(run, summary: "{}", now: began)
            }
            return try connection.lastIngests(of: collection)
        }
        #expect(known == ["/files": 7])
        await store.close()
    }
}
