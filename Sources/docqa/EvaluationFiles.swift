import CommandLine
import DocQA
import Evaluation
import Folders
import Glibc

/// The files of an evaluation folder.
enum EvaluationFiles {
    static func judged(in folder: String) throws -> JudgedQueries {
        try reading {
            try JudgedQueries(queries: text("\(folder)/queries.jsonl"), relevance: text("\(folder)/qrels.tsv"))
        }
    }

    static func pageQuestions(in folder: String) throws -> PageQuestions {
        try reading { try PageQuestions(parsing: text("\(folder)/questions.jsonl")) }
    }

    /// Questions of either kind.
    static func answerQuestions(in folder: String) throws -> AnswerQuestions {
        try reading {
            guard exists("\(folder)/queries.jsonl") else {
                return try AnswerQuestions(questions: text("\(folder)/questions.jsonl"))
            }
            func optional(_ name: String) throws -> String? {
                exists("\(folder)/\(name)") ? try text("\(folder)/\(name)") : nil
            }
            return try AnswerQuestions(
                queries: text("\(folder)/queries.jsonl"), spans: optional("spans.jsonl"),
                judgements: optional("qrels.tsv"))
        }
    }

    /// Where a folder's documents are.
    static func documents(in folder: String) -> String {
        for name in ["corpus", "pdfs"] where exists("\(folder)/\(name)") { return "\(folder)/\(name)" }
        return folder
    }

    private static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    static func run(_ path: String) throws -> Run { try reading { try Run(parsing: text(path), name: path) } }

    private static func text(_ path: String) throws -> String {
        do {
            return String(decoding: try RegularFile(FilePath(path)).contents(limit: 1 << 30), as: UTF8.self)
        } catch {
            throw EvaluationError(.missing, "\(path) cannot be read: docs/evaluation.md says what the folder holds.")
        }
    }

    private static func reading<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as EvaluationError {
            throw Failure(.usage, code: error.code.rawValue, error.description)
        }
    }
}
