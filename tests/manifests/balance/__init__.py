"""What custody promises, as a machine that tries to break it. In reading order:

`cast` who and where, `custody` the program's own code on states in memory, `books` what is where by what people said
alone, `laws` what holds after every step, `parties` how a step is tried, `steps` the verbs, `mutations` rules broken on
purpose, `phones` queues of people without a signal.
"""
