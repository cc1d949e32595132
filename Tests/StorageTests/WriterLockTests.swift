import Storage
import TestSupport
import Testing

@Suite struct WriterLockTests {
    private let folder = TemporaryFolder()

    @Test func namesTheHolderToWhoeverComesSecond() throws {
        let first = try WriterLock(database: folder.database, command: "docqa ingest")
        let refused = #expect(throws: StorageError.self) {
            _ = try WriterLock(database: folder.database, command: "docqa remove")
        }
        #expect(refused?.code == .writerBusy)
        #expect(refused?.message.contains("docqa ingest") == true)
        withExtendedLifetime(first) {}
    }

    @Test func isFreeAgainWhenItsHolderLetsGo() throws {
        do { _ = try WriterLock(database: folder.database, command: "one") }
        _ = try WriterLock(database: folder.database, command: "two")
    }
}
