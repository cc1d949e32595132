/// Why a PDF, or a picture of its page, cannot be had. `description` is one sentence for a person.
package struct PDFError: Error, Sendable, Equatable {
    package enum Code: String, Sendable {
        case encrypted, wrongPassword, damaged, tooSlow, outOfMemory, crashed
        case noSuchPage, pictureTooLarge
        case workerMissing, workerUnusable, cancelled, system
    }

    package let code: Code
    /// What the system said, where it said anything.
    package let detail: String

    package init(_ code: Code, _ detail: String = "") {
        self.code = code
        self.detail = detail
    }
}

extension PDFError: CustomStringConvertible {
    package var description: String {
        switch code {
        case .encrypted: "The PDF is encrypted: give its password with --password-command."
        case .wrongPassword: "The password does not open the PDF: check what --password-command prints."
        case .damaged: "The file is not a PDF, or damaged beyond reading: make it again or repair it (qpdf, mutool)."
        case .tooSlow: "The PDF took longer to read than allowed: print it to a new PDF, or raise the limit."
        case .outOfMemory: "The PDF needs more memory than allowed: print it to a new PDF."
        case .crashed: "The PDF library broke down over this file: print it to a new PDF."
        case .noSuchPage: "The document has no such page: check its number."
        case .pictureTooLarge: "The picture would be too large: ask for fewer dots per inch."
        case .workerMissing: "docqa-pdf-worker is not beside this program: install it there (\(detail))."
        case .workerUnusable: "docqa-pdf-worker does not work: install it again with this program (\(detail))."
        case .cancelled: "The reading of the PDF was cancelled: start it again."
        case .system: "The system refused a resource: free memory or open files and try again (\(detail))."
        }
    }
}
