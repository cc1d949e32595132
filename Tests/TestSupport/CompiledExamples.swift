/// The Swift examples of a page, and the test that holds the same lines so that they are compiled and run.
public enum CompiledExamples {
    /// How many examples the page has, and the first line of each that the source does not hold.
    ///
    /// - Parameter spelling: how a line of the source stands on the page, where a test has to differ from it.
    public static func compare(
        page: String, with source: String, spelling: (String) -> String = { $0 }
    ) -> (count: Int, missing: [String])? {
        guard let page = Project.text(page), let source = Project.text(source) else { return nil }
        func lines(_ text: some StringProtocol) -> [String] {
            text.split(separator: "\n").map { spelling(String($0.drop { $0 == " " })) }
        }
        let here = lines(source)
        let examples = page.split(separator: "```swift\n").dropFirst().map { lines($0.split(separator: "\n```")[0]) }
        return (examples.count, examples.filter { here.firstRange(of: $0) == nil }.map { $0[0] })
    }
}
