import CCurl

extension HTTPError {
    /// What a code of libcurl means here.
    init(curl code: CURLcode, host: String, hadConnection: Bool) {
        let detail = String(cString: ccurl_easy_strerror(code))
        let meaning: Code =
            switch code {
            case CURLE_URL_MALFORMAT: .invalidRequest
            // The same code stands for a URL of another protocol and for an answer that is no HTTP.
            case CURLE_UNSUPPORTED_PROTOCOL: hadConnection ? .protocolViolation : .invalidRequest
            case CURLE_COULDNT_RESOLVE_HOST: .hostNotFound
            case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY: .proxyFailed
            case CURLE_COULDNT_CONNECT: .connectionFailed
            case CURLE_OPERATION_TIMEDOUT: hadConnection ? .totalTimeout : .connectTimeout
            case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
                CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_USE_SSL_FAILED, CURLE_SSL_INVALIDCERTSTATUS:
                .notTrusted
            case CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_HTTP2,
                CURLE_HTTP2_STREAM:
                .interrupted
            case CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING: .protocolViolation
            default: .other
            }
        self.init(meaning, host: host, detail: detail)
    }
}
