"""The bay as a whole: sums and rates of nine cities and of eleven, who stands where, and who will be ready.

Reading order: `whole` (amounts, rates with their interval, ranks), `readiness` (criteria, trend, forecast), `queries`,
`routes`. Definitions that differ between the three systems stand beside every figure (`catalog/data/bay.toml`).
"""
