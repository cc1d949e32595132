import PDFPages

extension DoctorCheck {
    static let pdfWorker = DoctorCheck(name: "PDF worker") { _ in
        await read(SamplePDF.english, expecting: "Good morning") { reading in
            .good("reads a page; poppler \(reading.worker.library)")
        }
    }

    static let pdfSandbox = DoctorCheck(name: "PDF sandbox") { _ in
        await read(SamplePDF.english, expecting: "Good morning") { reading in
            let worker = reading.worker
            // A kernel without one of the two still has the other, and workers have limits besides.
            if worker.landlock > 0 || worker.seccomp {
                return .good(worker.degradation ?? "Landlock \(worker.landlock) and seccomp are in force")
            }
            return .failed(
                "PDFs are read without a sandbox: this kernel offers neither Landlock nor seccomp.",
                fix: "Use a newer kernel, or read only PDFs that you trust.")
        }
    }

    static let japanesePDF = DoctorCheck(name: "Japanese PDF") { _ in
        await read(SamplePDF.japanese, expecting: "日本語", fix: "apt-get install poppler-data fonts-noto-cjk") { _ in
            .good("its characters are known without an embedded table")
        }
    }

    private static func read(
        _ bytes: [UInt8], expecting text: String, fix: String? = nil, _ finding: (PDFReading) -> Finding
    ) async -> Finding {
        let reinstall = "Install docqa again with its docqa-pdf-worker beside it: scripts/install"
        do throws(PDFError) {
            let pool = PDFWorkerPool(width: 1)
            let reading = try await pool.read(try PDFSource(bytes: bytes))
            guard case .read(let page) = reading.pages.first else {
                return .failed("The PDF worker could not read a page.", fix: fix ?? reinstall)
            }
            guard String(decoding: page.text, as: UTF8.self).contains(text) else {
                return .failed("The PDF worker read other text than the page holds.", fix: fix ?? reinstall)
            }
            return finding(reading)
        } catch {
            return .failed("\(error)", fix: error.code == .workerMissing ? reinstall : fix ?? reinstall)
        }
    }
}
