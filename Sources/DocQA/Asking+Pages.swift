import Answering
import DocumentModel
import LanguageModels
import Storage

/// Pages of PDFs that are sent as they look, and pages without text as pictures.
struct SentPages {
    var documents: [PromptDocument] = []
    /// What was not sent as it should have been, each a sentence.
    var notes: [String] = []
}

extension Asking {
    /// So many pages are sent at most. The API takes 600, of which each costs as much as ten passages.
    private static let mostPages = 20
    /// When nobody asked for pages, those of the best passages are enough.
    private static let fewPages = 4
    /// Bytes in base64; the API takes requests of 32 MB.
    private static let mostBytes = 20 << 20
    private static let pictureDotsPerInch = 130

    /// The pages on which passages of PDFs stand, when they are to be seen and not only read.
    ///
    /// A page that holds text which nobody can see is not sent as it is: the service would read that text. A PDF that is not
    /// what was read any more is never drawn; its text, as it was read, is sent instead, and the answer says so.
    func pages(of evidence: [Evidence]) async throws -> SentPages {
        let isAsked = request.pdfPages == .always
        guard isAsked || request.pdfPages == .auto && LayoutWords.stand(in: request.question) else {
            return SentPages()
        }
        let limit = isAsked ? Asking.mostPages : Asking.fewPages
        let wanted = try await library.reading { connection throws(StorageError) in
            try connection.readablePages(of: evidence, limit: limit)
        }
        var sent = SentPages()
        var bytes = 0
        for (document, pages) in wanted {
            do throws(DocQAError) {
                let pdf = Base64.of(
                    try await library.excerpt(
                        document: document.id, pages: pages.map(\.number), password: request.password))
                bytes += pdf.utf8.count
                guard bytes <= Asking.mostBytes else {
                    sent.notes.append("The pages of \(document.name) are too large to be sent; their text was.")
                    continue
                }
                sent.documents.append(PageLayout.document(document, pages, pdf: pdf))
            } catch {
                if error.code == "cancelled" { throw error }
                sent.notes.append("The pages of \(document.name) were not sent, only their text: \(error.message)")
            }
        }
        if !sent.documents.isEmpty {
            let reason = isAsked ? "you asked for that" : "the question asks for something that is seen"
            for document in sent.documents { tell(.step("Sent as it looks: \(document.title); \(reason).")) }
        }
        return sent
    }

    /// Pages without text of the documents that were found, and of the few that the question was limited to.
    func pictures(of evidence: [Evidence], after earlier: [PromptDocument]) async throws -> SentPages {
        guard request.sendsPagePictures else { return SentPages() }
        let filter = request.filter
        let collections = request.collections
        let wanted = try await library.reading { connection throws(StorageError) in
            var documents = Set(evidence.map(\.document.id))
            if !filter.isEmpty {
                let allowed = try connection.documents(passing: filter, in: collections)
                if allowed.count <= Asking.mostPages { documents.formUnion(allowed.map(\.id)) }
            }
            return try connection.pagesWithoutText(of: documents)
        }
        var sent = SentPages()
        var bytes = 0
        var leftOut = 0
        for (document, page) in wanted {
            let isKnown = earlier.contains {
                $0.form == .picture && $0.identity.sha256 == document.sha256 && $0.pages == [page]
            }
            if isKnown { continue }
            guard sent.documents.count < Asking.mostPages, bytes < Asking.mostBytes else {
                leftOut += 1
                continue
            }
            do throws(DocQAError) {
                let png = Base64.of(
                    try await library.picture(
                        document: document.id, page: page, dotsPerInch: Asking.pictureDotsPerInch,
                        password: request.password))
                bytes += png.utf8.count
                sent.documents.append(
                    PageLayout.picture(document, page: page, png: png, after: earlier + sent.documents))
            } catch {
                if error.code == "cancelled" { throw error }
                sent.notes.append("Page \(page) of \(document.name) was not sent as a picture: \(error.message)")
            }
        }
        for document in sent.documents { tell(.step("Sent: \(document.title).")) }
        if leftOut > 0 { sent.notes.append("\(leftOut) more pages without text were not sent as pictures.") }
        return sent
    }
}

extension Connection {
    /// The pages of PDFs on which passages stand, the best passages first, by document in canonical order.
    fileprivate func readablePages(
        of evidence: [Evidence], limit: Int
    ) throws(StorageError) -> [(DocumentIdentity, [SentPage])] {
        var chosen: [DocumentIdentity: [Int: SentPage]] = [:]
        var count = 0
        for passage in evidence {
            let identity = passage.document
            guard let record = try document(identity.id), record.format == .pdf,
                record.sha256.hexadecimal == identity.sha256
            else { continue }
            let hidden = try hidden(of: record.id).map(\.span)
            for page in try pages(of: record.id, touching: passage.span) {
                guard count < limit, page.state == .read, !hidden.contains(where: { $0.overlaps(page.span) }),
                    chosen[identity]?[page.number] == nil
                else { continue }
                let text = try text(of: record.id, in: page.span)
                chosen[identity, default: [:]][page.number] = SentPage(
                    number: page.number, span: page.span, text: text)
                count += 1
            }
        }
        return chosen.map { ($0.key, $0.value.values.sorted { $0.number < $1.number }) }
            .sorted { EvidenceLayout.isBefore($0.0, $1.0) }
    }

    fileprivate func pagesWithoutText(of documents: Set<Int>) throws(StorageError) -> [(DocumentIdentity, Int)] {
        var records: [DocumentRecord] = []
        for id in documents { if let record = try document(id), record.format == .pdf { records.append(record) } }
        let identities = records.map { DocumentIdentity($0) }.sorted(by: EvidenceLayout.isBefore)
        var found: [(DocumentIdentity, Int)] = []
        for identity in identities {
            for page in try pages(of: identity.id) where page.state == .withoutText {
                found.append((identity, page.number))
            }
        }
        return found
    }
}
