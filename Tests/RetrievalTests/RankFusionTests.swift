import Retrieval
import Testing

@Suite struct RankFusionTests {
    @Test func whatBothRankHighWins() {
        let fused = RankFusion.fuse([["a", "b", "c"], ["b", "d", "a"]])
        #expect(fused.map(\.item) == ["b", "a", "d", "c"])
        #expect(abs(fused[0].score - (1.0 / 62 + 1.0 / 61)) < 1e-12)
    }

    @Test func oneRankingKeepsItsOrder() {
        #expect(RankFusion.fuse([[3, 1, 2]]).map(\.item) == [3, 1, 2])
        #expect(RankFusion.fuse([[Int]]()).isEmpty)
    }

    @Test func anItemGivenTwiceCountsOnce() {
        #expect(RankFusion.fuse([["a", "a", "b"]]).map(\.item) == ["a", "b"])
        #expect(RankFusion.fuse([["a", "a", "b"]])[1].score == 1.0 / 62)
    }

    @Test func weightsDecideBetweenRankings() {
        #expect(RankFusion.fuse([["a"], ["b"]], weights: [1, 2]).map(\.item) == ["b", "a"])
    }

    @Test func equalOnesKeepTheOrderInWhichTheyWereMet() {
        #expect(RankFusion.fuse([["x"], ["y"]]).map(\.item) == ["x", "y"])
    }
}
