import JSON

extension SimulatedAPI {
    /// What stands in the files, PDFs and pictures of a request.
    func contents(of call: MessageCall, _ context: RequestContext) async throws(APIFailure) -> SourceContents {
        SourceContents()
    }
}
