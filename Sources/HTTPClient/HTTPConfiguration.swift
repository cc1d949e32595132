/// How a client reaches the network. Certificates are always verified; there is no switch for it.
package struct HTTPConfiguration: Sendable, Hashable {
    /// The proxy for `http` and for `https` URLs, and the hosts that are reached without one, as curl writes them.
    package var httpProxy: String?
    package var httpsProxy: String?
    package var noProxy: String?
    /// Certificate authorities besides libcurl's own default: a PEM file, a folder.
    package var authorityFile: String?
    package var authorityFolder: String?
    /// How many idle connections are kept for the next request.
    package var keptConnections: Int

    package init(
        httpProxy: String? = nil, httpsProxy: String? = nil, noProxy: String? = nil, authorityFile: String? = nil,
        authorityFolder: String? = nil, keptConnections: Int = 100
    ) {
        self.httpProxy = httpProxy
        self.httpsProxy = httpsProxy
        self.noProxy = noProxy
        self.authorityFile = authorityFile
        self.authorityFolder = authorityFolder
        self.keptConnections = keptConnections
    }

    /// Reads `https_proxy`, `http_proxy`, `all_proxy`, `no_proxy` (or in capitals), `CURL_CA_BUNDLE`, `SSL_CERT_FILE` and
    /// `SSL_CERT_DIR`. `HTTP_PROXY` in capitals is not read: a web server would let every visitor set it.
    package init(environment: (String) -> String?) {
        func first(_ names: String...) -> String? {
            names.lazy.compactMap(environment).first { !$0.isEmpty }
        }
        self.init(
            httpProxy: first("http_proxy", "all_proxy", "ALL_PROXY"),
            httpsProxy: first("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"),
            noProxy: first("no_proxy", "NO_PROXY"),
            authorityFile: first("CURL_CA_BUNDLE", "SSL_CERT_FILE"),
            authorityFolder: first("SSL_CERT_DIR"))
    }
}
