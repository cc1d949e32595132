import Evaluation
import Testing

@Suite struct EvaluationTests {
    @Test func aPerfectRankingIsPerfect() {
        let quality = RankingQuality(["a", "b", "x"], relevance: ["a": 2, "b": 1, "c": 0])
        #expect(
            quality.ndcg10 == 1 && quality.recall10 == 1 && quality.reciprocalRank10 == 1 && quality.precision1 == 1)
    }

    /// Worked by hand: gains 1 at rank 2 and 2 at rank 3, ideal 2 at rank 1 and 1 at rank 2.
    @Test func gainsAreDiscountedByRank() {
        let quality = RankingQuality(["x", "b", "a"], relevance: ["a": 2, "b": 1])
        let expected = (1 / 1.584962500721156 + 2 / 2) / (2 + 1 / 1.584962500721156)
        #expect(abs(quality.ndcg10 - expected) < 1e-12)
        #expect(quality.reciprocalRank10 == 0.5 && quality.precision1 == 0)
    }

    @Test func recallCountsWhatIsDeepToo() {
        let ranking = (0..<10).map { "x\($0)" } + ["a"]
        let quality = RankingQuality(ranking, relevance: ["a": 1, "b": 1])
        #expect(
            quality.recall10 == 0 && quality.recall100 == 0.5 && quality.reciprocalRank10 == 0 && quality.ndcg10 == 0)
    }

    @Test func aSetIsReadFromItsFiles() throws {
        let set = try JudgedQueries(
            queries: """
                {"id": "q1", "text": "How long?"}

                {"id": 7, "text": "Who?", "kind": "no_answer"}
                """, relevance: "query\tdocument\trelevance\nq1\td1\t1\nq1 0 d2 0\n")
        #expect(set.queries.map(\.id) == ["q1", "7"])
        #expect(set.judged.map(\.id) == ["q1"])
        #expect(set.unanswerable.map(\.id) == ["7"])
        #expect(set.relevance["q1"] == ["d1": 1, "d2": 0])
    }

    @Test func whatIsWrongIsNamedWithItsLine() {
        #expect(throws: EvaluationError.self) { try JudgedQueries(queries: "{\"id\": 1}", relevance: "") }
        do {
            _ = try JudgedQueries(queries: "", relevance: "a\tb\t1\na\tb\n")
            Issue.record("no error")
        } catch {
            #expect(error.description.contains("line 2"))
        }
    }

    @Test func aRunComesBackAsItWasWritten() throws {
        var run = Run()
        run.append("q2", [Run.Entry(document: "b", score: 2.5), Run.Entry(document: "a", score: 2.5)])
        run.append("q1", [Run.Entry(document: "c", score: 1)])
        let text = run.text(name: "docqa")
        #expect(text.hasPrefix("q2 Q0 b 1 2.5 docqa\nq2 Q0 a 2 2.5 docqa\n"))
        #expect(try Run(parsing: text, name: "run") == run)
    }

    @Test func theSameRunTwiceDoesNotDiffer() {
        let values = (0..<50).map { Double($0 % 7) / 7 }
        let same = RunDifference(values, values)
        #expect(same.difference == 0 && same.probability == 1 && !same.isSignificant)
    }

    @Test func aBetterRunDiffersAndANoisyOneDoesNot() {
        let base = (0..<60).map { Double($0 % 5) / 5 }
        let better = RunDifference(base, base.map { $0 + 0.1 })
        #expect(better.isSignificant && abs(better.difference - 0.1) < 1e-12)
        let noisy = RunDifference(base, base.enumerated().map { $1 + ($0 % 2 == 0 ? 0.1 : -0.1) })
        #expect(!noisy.isSignificant)
    }

    @Test func aMeanLiesBetweenItsBounds() {
        let mean = Mean((0..<200).map { Double($0 % 2) })
        #expect(mean.value == 0.5 && mean.low > 0.4 && mean.low < 0.5 && mean.high < 0.6 && mean.high > 0.5)
        #expect(Mean([]).value == 0)
    }

    @Test func percentilesAreValuesThatWereMeasured() {
        let latencies = Percentiles((1...100).map(Double.init).shuffled())
        #expect(latencies.p50 == 51 && latencies.p95 == 96 && latencies.p99 == 100)
    }
}
