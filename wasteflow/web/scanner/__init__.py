"""The driver's scanner: an app for the phone that works with no signal. TypeScript in `src/`, built into
`web/static/scanner` by `build.mjs`; `routes` serves it. How it is made: docs/decisions/scanner.md.
"""
