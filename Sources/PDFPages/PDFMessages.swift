/// What a worker is asked.
package enum PDFRequest: Sendable, Equatable {
    /// The document's descriptor travels with it.
    case open(password: String?)
    case pages(first: Int, last: Int, checkInk: Bool)
    case boxes(page: Int, codePoints: Range<Int>)
    case picture(page: Int, highlights: [PDFBox], dotsPerInch: Int)
    /// A PDF of some of the pages, in the order in which they are named.
    case excerpt(pages: [Int])
}

/// What a worker answers. Every request ends with `opened`, `boxes`, `file`, `done` or `failed`.
package enum PDFReply: Sendable, Equatable {
    case hello(PDFWorkerHello)
    case opened(PDFFront)
    case page(PDFPage)
    /// The page is damaged; the worker goes on.
    case pageFailed(number: Int)
    case boxes([PDFBox])
    /// A picture as a PNG file, or a PDF.
    case file([UInt8])
    /// `peakMemory` in bytes.
    case done(peakMemory: Int)
    case failed(PDFFailure)
}

/// Why a worker refuses a request.
package enum PDFFailure: UInt8, Error {
    case encrypted = 1
    case wrongPassword, damaged, noSuchPage, pictureTooLarge, notOpen
}

/// The conversation's version: a worker of another build is refused.
let protocolVersion: UInt16 = 2
