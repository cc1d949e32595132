import Storage
import TestSupport
import Testing

@Suite struct PrefixLeaseTests {
    private let folder = TemporaryFolder()
    private let one = [UInt8](repeating: 1, count: 16)
    private let other = [UInt8](repeating: 2, count: 16)

    private func take(_ prefixes: [[UInt8]]) -> PrefixLease? {
        guard case .held(let lease) = PrefixLease.take(database: folder.database, prefixes: prefixes) else {
            return nil
        }
        return lease
    }

    @Test func onlyOneHasTheRightToWriteAPrefix() throws {
        let lease = try #require(take([one]))
        #expect(take([one]) == nil && take([other, one]) == nil)
        // What was tried in vain holds nothing of the rest.
        #expect(take([other]) != nil)
        lease.release()
        #expect(take([one, other]) != nil)
    }

    @Test func theRightGoesWithItsHolder() throws {
        var lease = take([one])
        #expect(lease != nil)
        lease = nil
        #expect(take([one]) != nil)
    }

    @Test func whereNoFileCanBeMadeNobodyWaits() {
        guard case .unavailable = PrefixLease.take(database: "/no/such/folder/docqa.db", prefixes: [one]) else {
            Issue.record("there is no file to lock")
            return
        }
    }
}
