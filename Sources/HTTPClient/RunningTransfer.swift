import CCurl

/// One transfer as the curl thread sees it: the handle, what it is still to send and what has come of the head.
final class RunningTransfer {
    let easy: UnsafeMutableRawPointer
    let request: HTTPRequest
    let mailbox: TransferMailbox
    /// Host and port, for messages; most transfers need none.
    private(set) lazy var host = Self.host(of: request.url)
    var isPaused = false
    /// Whether something arrived that the reader does not know of yet.
    var hasNews = false
    var lastActivity = ContinuousClock.now
    private var headerList: UnsafeMutablePointer<curl_slist>?
    private var source: RequestBodySource?
    private var head = ResponseHeadParser()
    private var receivedBytes = 0
    /// Why a callback made libcurl stop, which reports only that it did.
    private var failure: HTTPError?

    init(_ easy: UnsafeMutableRawPointer, _ request: HTTPRequest, _ mailbox: TransferMailbox) {
        self.easy = easy
        self.request = request
        self.mailbox = mailbox
    }

    /// Frees what the handle referred to; the handle must no longer be used for this transfer.
    func release() {
        ccurl_slist_free_all(headerList)
        headerList = nil
        source = nil
    }

    // MARK: Callbacks

    func receiveHeader(_ line: UnsafeRawBufferPointer) -> Bool {
        lastActivity = ContinuousClock.now
        switch head.received(line) {
        case .more: return true
        case .head(let head):
            mailbox.deliver(head)
            hasNews = true
            return true
        case .tooLarge:
            failure = HTTPError(.responseTooLarge, host: host, detail: "the head")
            return false
        }
    }

    func receiveBody(_ bytes: UnsafeRawBufferPointer) -> Int {
        lastActivity = ContinuousClock.now
        guard receivedBytes + bytes.count <= request.responseLimit else {
            failure = HTTPError(.responseTooLarge, host: host)
            return 0
        }
        guard mailbox.deliver(bytes) else {
            isPaused = true
            return Int(CURL_WRITEFUNC_PAUSE)
        }
        receivedBytes += bytes.count
        hasNews = true
        return bytes.count
    }

    func readBody(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        lastActivity = ContinuousClock.now
        do throws(HTTPError) {
            return try source?.read(into: buffer) ?? 0
        } catch {
            failure = error
            return Int(CURL_READFUNC_ABORT)
        }
    }

    func rewindBody() -> Bool { source?.rewind() ?? false }

    /// What the end of the transfer means.
    func end(_ code: CURLcode) -> Result<Void, HTTPError> {
        if let failure { return .failure(failure) }
        if code == CURLE_OK { return .success(()) }
        return .failure(HTTPError(curl: code, host: host, hadConnection: hasConnection))
    }

    private var hasConnection: Bool {
        var size = 0
        ccurl_get_long(easy, CURLINFO_REQUEST_SIZE, &size)
        return size > 0
    }

    // MARK: Setting the handle up

    func configure(_ configuration: HTTPConfiguration) throws(HTTPError) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        ccurl_set_pointer(easy, CURLOPT_PRIVATE, context)
        try set(CURLOPT_URL, request.url)
        try set(CURLOPT_PROTOCOLS_STR, "http,https")
        ccurl_set_long(easy, CURLOPT_NOSIGNAL, 1)
        ccurl_keep_socket(easy)
        ccurl_set_long(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        configureSharing()
        ccurl_set_long(easy, CURLOPT_TCP_KEEPALIVE, 1)
        ccurl_set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, Self.milliseconds(request.timeouts.connect))
        if let total = request.timeouts.total { ccurl_set_long(easy, CURLOPT_TIMEOUT_MS, Self.milliseconds(total)) }
        if request.acceptsCompression { try set(CURLOPT_ACCEPT_ENCODING, "") }
        ccurl_set_callback(easy, CURLOPT_WRITEFUNCTION, onBody, CURLOPT_WRITEDATA, context)
        ccurl_set_callback(easy, CURLOPT_HEADERFUNCTION, onHeader, CURLOPT_HEADERDATA, context)
        try configureTrust(configuration)
        try configureBody(context)
        try configureHeaders()
    }

    /// Transfers to one host share one connection where the server speaks HTTP/2.
    private func configureSharing() {
        if request.bufferSize == nil || Self.pausedStreamsLetOthersPass {
            ccurl_set_long(easy, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
            ccurl_set_long(easy, CURLOPT_PIPEWAIT, request.url.hasPrefix("https") ? 1 : 0)
        } else {
            ccurl_set_long(easy, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
            // It must not find a connection that speaks HTTP/2 either. libcurl keeps connections with other rules for TLS apart.
            ccurl_set_long(easy, CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        }
    }

    /// Before 8.1 libcurl stops reading a connection while one of its streams is paused with data left, so that a slow reader would
    /// hold up everybody else's answers.
    private static let pausedStreamsLetOthersPass = ccurl_version_number() >= 0x080100

    private func configureTrust(_ configuration: HTTPConfiguration) throws(HTTPError) {
        ccurl_set_long(easy, CURLOPT_SSL_VERIFYPEER, 1)
        ccurl_set_long(easy, CURLOPT_SSL_VERIFYHOST, 2)
        if let file = configuration.authorityFile { try set(CURLOPT_CAINFO, file) }
        if let folder = configuration.authorityFolder { try set(CURLOPT_CAPATH, folder) }
        let proxy = request.url.hasPrefix("https") ? configuration.httpsProxy : configuration.httpProxy
        // An empty name keeps libcurl from reading the environment itself.
        try set(CURLOPT_PROXY, proxy ?? "")
        try set(CURLOPT_NOPROXY, configuration.noProxy ?? "")
    }

    private func configureBody(_ context: UnsafeMutableRawPointer) throws(HTTPError) {
        switch request.method {
        case .get: ccurl_set_long(easy, CURLOPT_HTTPGET, 1)
        case .delete: try set(CURLOPT_CUSTOMREQUEST, "DELETE")
        case .post:
            ccurl_set_long(easy, CURLOPT_POST, 1)
            let source = try RequestBodySource(request.body)
            // A small body leaves in one packet with its head when libcurl holds it.
            if let bytes = source.smallBody {
                bytes.withUnsafeBytes {
                    _ = ccurl_set_body(easy, $0.baseAddress ?? UnsafeRawPointer(context), $0.count)
                }
            } else {
                self.source = source
                ccurl_set_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, source.count)
                ccurl_set_callback(easy, CURLOPT_READFUNCTION, onRead, CURLOPT_READDATA, context)
                ccurl_set_seek(easy, onSeek, context)
            }
        }
    }

    private func configureHeaders() throws(HTTPError) {
        // Without this libcurl asks for leave before it sends a large body, and waits a second for the answer.
        headerList = ccurl_slist_append(headerList, "Expect:")
        if request.method == .post, request.headers["content-type"] == nil {
            headerList = ccurl_slist_append(headerList, "Content-Type:")
        }
        for field in request.headers.fields {
            let isName = !field.name.isEmpty && field.name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x3A }
            guard isName, field.value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
                throw HTTPError(
                    .invalidRequest, host: host, detail: "a header holds a character that headers may not hold")
            }
            // libcurl takes "Name:" for an order to drop the header, and "Name;" for an empty one.
            let line = field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)"
            headerList = ccurl_slist_append(headerList, line)
        }
        ccurl_set_pointer(easy, CURLOPT_HTTPHEADER, headerList)
    }

    private func set(_ option: CURLoption, _ value: String) throws(HTTPError) {
        guard !value.utf8.contains(0), ccurl_set_string(easy, option, value) == CURLE_OK else {
            throw HTTPError(.invalidRequest, host: host, detail: "libcurl refuses the URL or a setting")
        }
    }

    private static func milliseconds(_ duration: Duration) -> Int {
        max(1, Int(min(duration / .milliseconds(1), 2_000_000_000)))
    }

    private static func host(of url: String) -> String {
        guard let start = url.firstRange(of: "://")?.upperBound else { return "" }
        let authority = url[start...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        // What stands before an @ can be a password.
        return String(authority.split(separator: "@").last ?? "")
    }
}

private let onBody: @convention(c) (UnsafeMutablePointer<CChar>?, Int, Int, UnsafeMutableRawPointer?) -> Int = {
    bytes, size, count, context in
    let transfer = Unmanaged<RunningTransfer>.fromOpaque(context!).takeUnretainedValue()
    return transfer.receiveBody(UnsafeRawBufferPointer(start: bytes, count: size * count))
}

private let onHeader: @convention(c) (UnsafeMutablePointer<CChar>?, Int, Int, UnsafeMutableRawPointer?) -> Int = {
    bytes, size, count, context in
    let transfer = Unmanaged<RunningTransfer>.fromOpaque(context!).takeUnretainedValue()
    return transfer.receiveHeader(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
}

private let onRead: @convention(c) (UnsafeMutablePointer<CChar>?, Int, Int, UnsafeMutableRawPointer?) -> Int = {
    buffer, size, count, context in
    let transfer = Unmanaged<RunningTransfer>.fromOpaque(context!).takeUnretainedValue()
    return transfer.readBody(into: UnsafeMutableRawBufferPointer(start: buffer, count: size * count))
}

private let onSeek: @convention(c) (UnsafeMutableRawPointer?, curl_off_t, Int32) -> Int32 = { context, offset, _ in
    let transfer = Unmanaged<RunningTransfer>.fromOpaque(context!).takeUnretainedValue()
    return offset == 0 && transfer.rewindBody() ? CURL_SEEKFUNC_OK : CURL_SEEKFUNC_CANTSEEK
}
