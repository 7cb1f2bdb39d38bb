"""Formulas as users write them, with what mathematics says of each: derived by hand, never by running the tool.

Each entry is ``formula: (properties that hold, properties that fail)``. Properties are those of
``theory/conditions.py``: "inc" is s' > 0 everywhere (one-sided at breaks), "scvx" is s'' > 0 everywhere, "odd" is
s(z) + s(-z) constant, "sgn" is s > 0 on R or s < 0 on R, "act" is s' > 0 on [0, inf). A comment gives the reason where
it is not a line of calculus.
"""

NAMES = {
    "def": "defined", "c1": "c1", "c2": "c2", "an": "analytic", "sgn": "signed", "inc": "increasing",
    "dec": "decreasing", "cvx": "convex", "scvx": "strictly_convex", "scve": "strictly_concave", "flat": "flat_piece",
    "aff": "affine_piece", "even": "even", "odd": "odd_up_to_constant", "quad": "quadratic", "nd": "nondecreasing",
    "act": "active", "low": "bounded_below",
}  # fmt: skip

NEURONS = {
    "log(1 + exp(z))": ("def c1 c2 an sgn inc cvx scvx nd act low", "dec scve flat aff even odd quad"),
    "log(1 + exp(3*z))/3": ("def an sgn inc scvx low", "flat aff even odd"),
    "log(1 + exp(z)) - log(2)": ("def inc scvx low", "sgn even"),
    # s'' = sig'(z) + z/(5 (1 + z^2)^2): at -inf the cubic tail wins; s' >= 1/3 - 1/10
    "log(1 + exp(z)) + z/3 - atan(z)/10": ("def an inc nd act", "sgn cvx scvx low flat"),
    # s' = sig + 1/3 - 1/(2 (1 + z^2)) >= 0.29
    "log(1 + exp(z)) + z/3 - atan(z)/2": ("def an inc nd act", "sgn cvx low"),
    "z / (1 + exp(-z))": ("def an low act", "sgn inc nd dec cvx scvx scve flat aff even odd"),
    "z*sigmoid(2*z)": ("an low act", "sgn inc cvx flat aff even odd"),
    "z*(1 + erf(z/sqrt(2)))/2": ("def an low act", "sgn inc nd cvx scvx flat aff even odd"),
    "z/2*(1 + tanh(sqrt(2/pi)*(z + 0.044715*z^3)))": ("def an low act", "sgn inc cvx flat even"),
    "z*tanh(log(1 + exp(z)))": ("def an low act", "sgn inc nd cvx flat aff even odd"),
    "z*erf(log(1 + exp(z)))": ("def an low act", "sgn inc cvx flat"),
    "z*tanh(exp(z))": ("an low act", "sgn inc cvx even"),
    # z tanh(gelu z) >= 0, 0 at 0
    "z*tanh(z*(1 + erf(z/sqrt(2)))/2)": ("an low", "sgn inc cvx flat"),
    "z*tanh(log(1 + sigmoid(z)))": ("def an low act", "sgn inc cvx"),
    "z*log(1 + sigmoid(z))": ("def an low act", "sgn inc cvx"),
    "cases { z < 0: exp(z) - 1; else: z }": (
        "def c1 inc cvx aff nd act low", "c2 an sgn scvx flat even odd dec quad"),
    "cases { z < 0: 1.758099341*(exp(z) - 1); else: 1.0507009874*z }": ("def inc aff nd act low", "c1 cvx flat sgn"),
    "max(0, z) + min(0, 2*(exp(z/2) - 1))": ("def c1 inc cvx aff low", "c2 an sgn scvx flat"),
    "z/(1 + abs(z))": ("def c1 inc odd low", "c2 an sgn cvx scve flat aff even"),
    "atan(z)": ("def an inc odd low act", "sgn cvx scve flat even"),
    "erf(z)": ("an inc odd low act", "sgn cvx flat aff even"),
    "tanh(z)": ("an inc odd low act", "sgn cvx flat aff even"),
    "1.7159*tanh(2*z/3)": ("inc odd low", "cvx sgn"),
    "1/(1 + exp(-z))": ("def an sgn inc odd low act", "cvx scvx scve flat aff even"),
    "max(-1, min(1, z))": ("def flat aff odd nd low", "c1 inc cvx even sgn act"),
    "max(0, min(1, z/6 + 1/2))": ("def flat aff odd nd low", "c1 inc cvx sgn even act"),
    "z*max(0, min(1, z/6 + 1/2))": ("def flat aff low act", "c1 inc nd cvx sgn"),
    "min(6, max(0, z))": ("def flat nd low", "c1 inc cvx act sgn odd even"),
    "max(0, z)": ("def cvx flat aff nd low", "c1 c2 an sgn inc scvx even odd act"),
    "max(z, z/100)": ("def inc cvx aff nd act", "c1 sgn scvx flat odd low"),
    "max(0, z)^2": ("c1 cvx flat nd low", "c2 an inc scvx act sgn"),
    "max(0, z)^3": ("c1 c2 cvx flat nd low", "an inc scvx act"),
    "max(0, z)^(5/2)": ("def c1 c2 cvx flat nd low", "an inc scvx act"),
    "max(0, z)^(3/2)": ("def c1 cvx flat nd low", "c2 an inc act"),
    "(z + sqrt(z^2 + 4))/2": ("def an sgn inc cvx scvx low nd act", "flat aff even odd"),
    "exp(-z^2)": ("def an sgn even low", "inc cvx flat odd act quad"),
    "sin(z)": ("an odd low", "sgn inc cvx flat even nd"),
    "z + sin(z)^2": ("an nd", "inc cvx odd even sgn low act"),
    "z + sin(2*z)^2/2": ("an nd", "inc cvx sgn low act"),
    "z + sin(z)^2/2": ("an inc act", "cvx odd sgn low"),
    "max(z - 1/2, 0) + min(z + 1/2, 0)": ("def odd flat aff nd", "c1 inc cvx low even sgn"),
    "z - tanh(z)": ("an odd nd", "inc cvx low sgn act"),
    "cases { z < -1/2: z; z <= 1/2: 0; else: z }": ("def flat aff odd", "c1 inc cvx sgn even low"),
    "-log(1 + exp(-z))": ("def an sgn inc scve", "cvx low dec flat"),
    "z/sqrt(1 + z^2)": ("def an inc odd low", "cvx even sgn flat"),
    # derivatives at 0-: 1, 0, -3
    "cases { z < 0: z/sqrt(1 + z^2); else: z }": ("def c1 c2 inc cvx aff low", "an scvx flat sgn"),
    "(sqrt(z^2 + 1) - 1)/2 + z": ("def an inc scvx", "low sgn odd flat"),
    "z*cos(z)": ("an odd", "inc low cvx sgn flat"),
    "exp(z)": ("an sgn inc scvx low", "flat even odd"),
    "exp(z) - 1": ("an inc scvx low", "sgn flat"),
    "sinh(z)": ("an inc odd", "cvx low sgn even"),
    "log(z + sqrt(z^2 + 1))": ("def an inc odd", "cvx low sgn even flat"),
    "log(cosh(z))": ("def an scvx even low", "sgn inc dec flat act"),
    "max(z, 2*z - 1, 0)": ("cvx flat nd low aff", "c1 inc scvx sgn"),
    "abs(z)": ("cvx even low aff", "c1 sgn inc flat odd"),
    "max(0, 1 - abs(z))": ("even flat low", "inc cvx sgn c1"),
    "tanh(z)^3": ("an nd odd low", "inc cvx sgn"),
    "z^2": ("an scvx even low quad", "sgn inc flat act"),
    "z^2 + z": ("scvx low", "quad sgn inc even"),
    "z^4": ("an cvx even low", "scvx sgn inc quad act"),
    "3 - 2*z^2": ("quad scve even", "cvx low sgn"),
    "z^2/(1 + z^2)": ("def an even low", "sgn inc cvx quad"),
    "z^3/(1 + z^2)": ("def an nd odd", "inc cvx low act"),
    "z - z/(1 + z^2)": ("an nd odd", "inc cvx low act"),
    "z + z/(1 + z^2)": ("an inc odd act", "cvx low"),
    "cases { z < 0: 0; else: 1 }": ("def flat aff low", "c1 an inc cvx sgn even"),
    "max(0, z) - max(0, -z)/4": ("inc cvx aff", "c1 low flat scvx sgn"),
    "z*exp(-z^2/2)": ("an odd low", "inc cvx sgn"),
    "cos(z) - z": ("an", "inc dec low cvx sgn"),
}  # fmt: skip

LOSSES = {
    "max(0, 1 + z)": ("def cvx nd act low flat", "c1 inc scvx sgn"),
    "max(0, 1 + z)^2": ("c1 cvx nd act low flat", "c2 inc scvx sgn"),
    "max(0, 1 + z)^3": ("c1 c2 cvx nd act low", "an inc scvx"),
    "max(0, 1 + z)^(3/2)": ("def c1 cvx nd act low", "c2 inc"),
    "max(0, 1 + z)^(7/2)": ("def c1 c2 cvx nd act low flat", "an inc scvx"),
    "max(0, 1 + z)^10": ("c2 cvx nd act", "an inc"),
    "max(0, 1 + z)^(1/2)": ("def flat low", "c1 cvx inc"),
    "1/(1 + exp(-z))^2": ("def an sgn inc nd act low", "cvx scvx odd flat"),
    # zero at z = -tan(1/2)
    "(2*atan(-z) - 1)^2": ("an act low", "nd inc cvx sgn even"),
    "(1 + z)^2": ("an cvx scvx act low", "nd inc quad sgn even"),
    "(1 - z)^2": ("scvx low", "act nd sgn"),
    "cases { z < -1: 0; z < 0: (1 + z)^2/2; else: 1/2 + z }": ("c1 cvx nd act low flat aff", "c2 inc scvx sgn"),
    "cases { z < -1: 0; z <= 1: (1 + z)^2; else: 4*z }": ("c1 cvx nd act low flat", "c2 inc scvx"),
    "cases { abs(z) <= 1: z^2/2; else: abs(z) - 1/2 }": ("def c1 cvx even low aff", "c2 scvx sgn inc flat odd act"),
    "sqrt(1 + z^2) - 1": ("def an scvx even low", "sgn inc act"),
    "max(0, abs(z) - 1/10)": ("cvx even flat low", "c1 inc sgn act"),
    "log(1 + z^2/2)": ("def an even low", "cvx sgn inc"),
    "z^2/(z^2 + 4)": ("def even low", "cvx sgn inc"),
    "1 - exp(-z^2/2)": ("even low an", "cvx sgn inc"),
    # l' = z (1 - z^2)^2 inside; the third derivative jumps
    "cases { abs(z) <= 1: (1 - (1 - z^2)^3)/6; else: 1/6 }": ("c1 c2 even flat low", "an cvx sgn inc"),
    # l' = z/(1 + |z|), l'' = 1/(1 + |z|)^2
    "abs(z) - log(1 + abs(z))": ("def c1 c2 scvx even low", "an sgn inc"),
    "max(3/4*z, -1/4*z)": ("cvx low", "c1 even inc sgn flat"),
    "exp(z) - z - 1": ("scvx low", "sgn inc act"),
    "log(1 + exp(1 + z))": ("def an sgn inc scvx act low", "flat"),
    "min(2, max(0, 1 + z))": ("nd low flat", "c1 cvx act sgn inc"),
    # l'' = 2 sig' (1 - sig)
    "log(1 + exp(z)) + sigmoid(z)": ("sgn inc scvx act low", "even"),
    # l'' = sig' (3 - 4 sig)
    "log(1 + exp(z)) + 2*sigmoid(z)": ("sgn inc act low", "cvx scvx"),
    # at +inf: z - 2 z e^-z + ..., concave
    "sigmoid(z)^2*log(1 + exp(z))": ("def an sgn inc act low", "cvx scvx"),
    "2*(1 - sqrt(sigmoid(-z)))": ("def sgn inc act low", "cvx"),
    "atan(z) + pi/2": ("sgn inc low act odd", "cvx"),
    "erf(z) + 1": ("sgn inc low act odd", "cvx"),
    # -log of a normal distribution function: strictly convex by the inequality of Mills' ratio
    "-log((1 + erf(-z/sqrt(2)))/2)": ("def sgn inc scvx act low", "flat"),
    "log(1 + exp(z))^2": ("sgn inc scvx low act", "flat"),
    "log(1 + exp(z) + exp(2*z))": ("def sgn inc scvx low", "even"),
    "1 - tanh(-z)": ("sgn inc low", "cvx"),
    "1 - exp(-max(0, z))": ("nd low flat", "c1 cvx inc act sgn"),
    "max(0, 1 + z) + log(1 + exp(z))": ("sgn inc scvx act low", "c1"),
    "exp(z) + max(0, z)^2": ("c1 sgn inc scvx act low", "c2"),
    "log(1 + exp(z)) + (1 + z)^2/10": ("sgn scvx low act", "nd inc"),  # at z = -3: l' < 0
    "exp(z^2) - 1": ("scvx even low", "sgn inc act"),
    "z^2*sigmoid(z)": ("low", "sgn inc cvx act"),  # l -> 0+ at -inf, so it rises and falls again
}

SMALL_DIFFERENCES = {
    # s'' = z^2 - 2.5e-13: negative on an interval of length 1e-6
    "z^4/12 - 1.25e-13*z^2": ("low even", "cvx scvx"),
    "z^4/12 + 1.25e-13*z^2": ("cvx scvx", "sgn"),
    # s'' = ((z - 1)^2 - 2.5e-13) e^z, 0, +
    "(z^2 - 6*z + 11 - 2.5e-13)*exp(z)": ("an low sgn", "cvx scvx"),
    "(z^2 - 6*z + 11)*exp(z)": ("cvx sgn inc", "scvx"),  # s' = (z^2 - 4 z + 5) e^z
    "(z^2 - 6*z + 11 + 2.5e-13)*exp(z)": ("cvx scvx inc", "flat"),
    # s'' = (z^2 - 2)^2 -, +, 0 at sqrt 2
    "z^6/30 - z^4/3 + 2*z^2 - 5e-15*z^2": ("even low", "cvx scvx"),
    "z^6/30 - z^4/3 + 2*z^2": ("even cvx low", "scvx"),
    "z^6/30 - z^4/3 + 2*z^2 + 5e-15*z^2": ("even cvx scvx", "sgn"),
    # s'' = (e^z - 2)^2 -, +, 0 at log 2
    "exp(2*z)/4 - 4*exp(z) + 2*z^2 - 5e-15*z^2": ("low", "cvx scvx"),
    "exp(2*z)/4 - 4*exp(z) + 2*z^2": ("cvx low", "scvx"),
    "exp(2*z)/4 - 4*exp(z) + 2*z^2 + 5e-15*z^2": ("cvx scvx", "even"),
    "(z^2 - 2)^2*exp(z)": ("low an", "sgn inc cvx even"),
    "(z^2 - 2)^2*exp(z) + 1e-40": ("sgn low", "inc cvx"),
    "(z^2 - 2)^2*exp(z) - 1e-40": ("low", "sgn inc"),
    "(exp(z) - 2)^2": ("low an", "sgn inc cvx"),
    "(exp(z) - 2)^2 + 1e-40": ("sgn low", "inc cvx"),
    "(exp(z) - 2)^2 - 1e-40": ("low", "sgn inc"),
    "(z^3 - z - 1)^2": ("low an", "sgn inc cvx even"),
    "(z^3 - z - 1)^2 + 1e-40": ("sgn low", "inc cvx"),
    "(z^3 - z - 1)^2 - 1e-40": ("low", "sgn cvx"),
    "(tanh(z) - 1/2)^2": ("low", "sgn inc cvx"),
    "(tanh(z) - 1/2)^2 + 1e-40": ("sgn low", "inc"),
    # 0 where z - sin z = 1, at a number with no closed form
    "(z - sin(z) - 1)^2": ("low an", "sgn inc"),
    "(z - cos(z))^2": ("low", "sgn inc cvx"),  # s'' at 3 pi: 2 - 2 (3 pi + 1) < 0
    "(z - cos(z))^2 + 1e-40": ("sgn low", "inc"),
    "cosh(z) - 1 - 1e-40": ("scvx even low", "sgn"),
    "cosh(z) - 1 + 1e-40": ("scvx sgn even", "inc"),
    "exp(z) - 1 - z + 1e-40": ("sgn scvx", "inc"),
    "exp(z) - exp(1)*z": ("scvx low", "sgn inc"),
    "exp(z) - exp(1)*z + 1e-40": ("sgn scvx low", "inc"),
    "exp(z) - exp(1)*z - 1e-40": ("scvx low", "sgn"),
    "z^2 + 1e-40": ("sgn quad", "inc"),
    "z^2 - 1e-40": ("quad low", "sgn"),
    "(z - 1/3)^4 + 1e-40": ("sgn cvx", "scvx"),
    "z^3 + 1e-12*z": ("inc odd", "cvx low"),
    "z^3 - 1e-12*z": ("odd", "inc nd"),
    "z^3 - 3*z^2 + 3*z": ("nd", "inc odd low"),  # (z - 1)^3 + 1
    "exp(2*z)/2 - 2*exp(z) + z": ("nd", "inc low cvx"),  # s' = (e^z - 1)^2
    "exp(3*z) - 3*exp(2*z) + 3*exp(z)": ("nd sgn low", "inc cvx"),  # (e^z - 1)^3 + 1
    "z - sin(z)": ("nd odd", "inc cvx low act sgn"),
    "z + cos(z)": ("nd", "inc cvx low odd"),
    "z - 0.999999*sin(z)": ("inc odd act", "cvx low"),
    "z - 1.000001*sin(z)": ("odd", "inc nd cvx"),
    "z^2/2 + cos(z)": ("cvx sgn low even", "scvx inc"),
    "z^2 + 2*sin(z)": ("cvx low", "scvx sgn"),
    "z^2 + sin(z)": ("scvx low", "sgn inc"),
    "z^2 + cos(3*z)/5": ("scvx low even sgn", "inc"),
    "z^2 + cos(3*z)/4": ("even low sgn", "cvx scvx"),  # cos(3z) > 0 up to pi/6, and (pi/6)^2 > 1/4
    "exp(z)*(2 + sin(z))": ("cvx sgn inc low", "scvx"),  # s'' = 2 (1 + cos z) e^z
    "2*atan(z) - atan(2*z)": ("nd odd low", "inc cvx act"),
    "z - sqrt(pi)/2*erf(z)": ("nd odd", "inc cvx"),
    "z - erf(z)": ("odd", "nd inc cvx"),
    "sinh(z) - z": ("nd odd", "inc cvx low"),
    "cosh(z) - z^2/2": ("cvx sgn even low", "scvx inc"),
    "cosh(z) - 0.51*z^2": ("even low", "cvx inc"),
    "log(cosh(z)) - z^2/2": ("even", "scve cvx low sgn"),
    "z^2/2 - log(cosh(z))": ("cvx even low", "scvx sgn"),
    "exp(z) + exp(-z) - z^2 - 2": ("cvx even low", "scvx sgn"),
    "exp(z) - 1 - z - z^2/2": ("nd", "inc cvx low sgn"),
    # max of 2 z e^(-z^2) is sqrt(2/e) = 0.8578 at 1/sqrt 2
    "z + exp(-z^2)": ("inc an", "cvx sgn low odd"),
    "z + 2*exp(-z^2)": ("an", "inc nd low"),
    "z + exp(1/2)/sqrt(2)*exp(-z^2)": ("nd", "inc low"),
    "z + sin(z)/2 + cos(sqrt(3)*z)/4": ("inc", "cvx low"),  # s' >= 1 - 1/2 - sqrt(3)/4 > 0
    "z^5 + z^3 + z": ("inc odd", "cvx low"),
    "(z - 1)*exp(z) + z^2/2": ("scvx low", "inc sgn"),  # s'' = (1 + z) e^z + 1 >= 1 - e^-2
    "z*exp(z)": ("low act", "inc cvx sgn"),
    "z*exp(-z)": ("an", "inc low cvx sgn"),
    "exp(2*z) - 2*exp(z)": ("low", "inc cvx sgn"),
    "-z - z^3": ("dec odd", "inc cvx low"),
    "tanh(z) - z": ("odd", "dec inc cvx"),
    "sigmoid(z) - sigmoid(z - 1)": ("sgn low", "inc cvx even"),
    "sigmoid(z)*(1 - sigmoid(z))": ("sgn even low", "inc cvx"),
    "abs(z)^3": ("c2 cvx even", "an scvx inc"),
    "z*abs(z)": ("c1 odd nd", "c2 inc cvx low"),
    "abs(z)^(5/2)": ("def c1 c2 cvx even low", "an scvx"),
    "(1 + z^2)^(1/4)": ("def an sgn even low", "cvx inc"),
    "(1 + z^2)^(3/4)": ("def an scvx even sgn", "inc"),
    "sin(z) + sin(sqrt(2)*z)": ("odd low", "inc cvx"),
}

CLOTHES = {
    "log(1 + exp(z)) - z - log(1 + exp(-z))": ("flat aff even odd cvx low", "sgn inc scvx"),
    "z + log(1 + exp(-z))": ("an sgn inc scvx low", "flat odd"),
    "max(z, 0) + log(1 + exp(-abs(z)))": ("def c1 c2 an inc scvx sgn low", "even flat"),
    "cases { z <= 0: sigmoid(z); else: 1 - sigmoid(-z) }": ("c2 an inc sgn odd", "cvx flat"),
    "log(exp(z) + exp(2*z))": ("def inc scvx", "sgn low"),
    "max(z, exp(z) - 1)": ("c1 c2 an inc scvx low", "flat aff sgn"),
    "sqrt(z^2)": ("def even cvx low", "c1 inc scvx flat sgn"),
    "(exp(z) - exp(-z))/(exp(z) + exp(-z))": ("def inc odd an low", "cvx sgn"),
    "sigmoid(z) + sigmoid(-z)": ("flat aff even sgn cvx", "inc scvx"),
    "tanh(z) - 2*sigmoid(2*z) + 1": ("flat even odd", "sgn inc"),
    # the Gudermannian: pi/2
    "2*atan(exp(z)) - atan(sinh(z))": ("flat even sgn cvx", "inc"),
    "log(exp(z))": ("def inc aff odd an", "flat low"),
    "exp(log(1 + z^2))": ("def sgn scvx even quad", "inc"),
    "log(exp(z)*exp(-z) + z^2)": ("def even low", "sgn cvx"),
    "(z^2 + 2*z + 1)^(1/2)": ("def cvx low", "c1 inc even sgn"),
    "sqrt((exp(z) - 1)^2)": ("def low", "c1 inc cvx flat sgn"),
    "max(sin(z)^2 + cos(z)^2, z)": ("flat cvx sgn nd", "c1 inc"),
    "abs(z^2 + 1)": ("an quad scvx sgn", "inc"),
    "abs(exp(z))": ("an scvx sgn inc", "even"),
    "exp(z)*exp(-z)": ("flat sgn even", "quad inc"),
    "sinh(z) - (exp(z) - exp(-z))/2": ("flat odd even", "inc sgn"),
    "log(1 + exp(z)) + log(1 + exp(-z))": ("even scvx sgn low", "inc"),
    "log(exp(z) + exp(-z))": ("def even scvx sgn low", "inc"),
    "sigmoid(z) - 1/2 - tanh(z/2)/2": ("flat even", "inc sgn"),
    "sin(2*z) - 2*sin(z)*cos(z)": ("flat even", "inc sgn"),
    "cos(2*z) - 1 + 2*sin(z)^2": ("flat odd", "scvx sgn"),
    "erf(z) + erf(-z)": ("flat even", "sgn inc"),
    "log(cosh(z)) - z - log(1 + exp(-2*z)) + log(2)": ("def flat even", "sgn inc"),
    "sqrt(1 + 2*z + z^2) - abs(1 + z)": ("def flat even", "inc sgn"),
    "(z^4 + 2*z^2 + 1)^(1/2)": ("def an scvx quad sgn", "inc"),
    "sqrt(exp(2*z))": ("def an scvx sgn inc", "even"),
    "min(z, -z) + abs(z)": ("flat even", "inc sgn"),
    "max(exp(z), z + 1)": ("an scvx inc sgn", "aff flat"),
    "min(exp(z), z + 1)": ("an aff inc odd", "scvx low sgn flat"),
    "max(log(1 + exp(z)), z)": ("an c2 scvx inc sgn", "aff flat"),
    "max(sqrt(1 + z^2), abs(z))": ("def an scvx even sgn", "inc"),
    "log(max(1, exp(z)))": ("def flat cvx nd low", "c1 inc sgn"),
    "max(sin(z), 2)": ("flat sgn even", "inc"),
    "max(sin(z), 1)": ("flat sgn cvx", "inc"),
    "max(sin(z), -2)": ("an odd", "inc flat"),
    "log(sqrt(1 + z^2) - z)": ("def dec odd", "inc cvx low sgn"),
    "1/(log(1 + exp(z)) - z)": ("def sgn inc low", "even"),
    "exp(2*log(1 + exp(z)))": ("sgn inc scvx", "flat"),
    "(z^2 + 1)*(z^2 - 1)/(1 + z^2)": ("def quad scvx even", "sgn"),
    "sin(z)^4 - cos(z)^4 + cos(2*z)": ("flat even odd", "sgn inc"),
    "tanh(z)*(exp(2*z) + 1) - exp(2*z) + 1": ("flat even", "sgn inc"),
}

AT_INFINITY = {
    "log(1 + exp(z)) - z": ("def sgn scvx dec low", "inc flat"),
    "sqrt(1 + z^2) - z": ("def sgn scvx dec low", "inc flat"),
    "atan(z) - pi/2": ("sgn inc low", "cvx"),
    "pi/2 - atan(z)": ("sgn dec low", "inc cvx"),
    "1 - erf(z)": ("sgn dec low", "cvx"),
    "1 - tanh(z)": ("sgn dec low", "cvx"),
    # z = cot t: sin t - t
    "atan(z) - pi/2 + 1/sqrt(1 + z^2)": ("def sgn low", "cvx"),
    "sqrt(z^2 + 1) - sqrt(z^2 + 2)": ("def sgn even low", "inc"),
    "sqrt(z^4 + z^2) - z^2": ("def low even", "c1 sgn inc"),
    "log(1 + exp(z)) - max(0, z)": ("def sgn even low", "c1 cvx inc"),
    "log(1 + exp(z)) - sqrt(1 + z^2)/2 - z/2": ("def even low", "sgn inc"),
    "z*(erf(z) - 1)": ("low", "sgn inc cvx"),
    "erf(z) - tanh(z)": ("odd low", "sgn inc"),
    "exp(-z^2)*(1 + z^2)": ("sgn even low", "inc cvx"),
    "exp(z) + z + sin(z)": ("inc nd", "cvx low sgn"),  # 1 + cos z touches 0, e^z does not
    "exp(z) + sin(z)": ("low", "inc cvx sgn"),
    "z*atan(z)": ("scvx even low", "sgn inc"),
    "z*atan(z) - log(1 + z^2)/2": ("def scvx even low", "sgn inc"),
    "z*erf(z) + exp(-z^2)/sqrt(pi)": ("scvx even sgn low", "inc"),
    "z*(1 + erf(z))/2 + exp(-z^2)/(2*sqrt(pi))": ("inc scvx sgn low", "even"),
    "z*tanh(z)": ("even low", "cvx sgn"),
    "z*sigmoid(z) - max(0, z)": ("even low", "sgn inc"),  # -|z|/(1 + e^|z|)
    "z - sqrt(z^2 + 1)": ("def sgn inc scve", "low"),
    "1/(1 + exp(z)) - exp(-z)": ("def sgn inc scve", "low"),  # -e^-2z/(1 + e^-z): in u = e^-z, u^2/(1 + u)
    "exp(-exp(-z))": ("sgn inc low", "cvx odd"),
    "exp(-exp(z))": ("sgn dec low", "inc cvx"),
    "1 - exp(-exp(z))": ("sgn inc low", "cvx"),
    "log(1 + exp(z)) - exp(z)": ("sgn dec scve", "low inc"),  # s' = -e^2z/(1 + e^z)
    "log(2 + z^2) - log(1 + z^2)": ("def sgn even low", "inc"),
    "atan(exp(z))": ("sgn inc low odd", "cvx"),  # atan(u) + atan(1/u) = pi/2
    "tanh(z) - sigmoid(z)": ("low", "sgn inc"),  # -inf: -1 + 2 e^2z - e^z falls
    "z*(pi/2 - atan(z))": ("an", "sgn low cvx"),  # -inf: z pi; s'' = -2/(1 + z^2)^2
    "z^2*exp(-z)": ("low", "sgn inc cvx"),
    "log(1 + exp(-z^2))": ("sgn even low", "inc cvx"),
    "erf(z)*exp(z)": ("low", "sgn cvx inc"),  # s(0) = 0, negative before, 0 at -inf
}

BREAKS = {
    "max(exp(z) - 2, 0)": ("def cvx flat nd low", "c1 an inc scvx sgn act"),
    "max(z^3 - z - 1, 0)": ("def cvx flat nd low", "c1 scvx act sgn"),
    "abs(z^2 - 2)": ("def even low", "c1 cvx sgn inc flat"),
    "max(z, cos(z))": ("def aff low", "c1 inc cvx sgn act"),
    "max(z, z^3 - 2*z)": ("def aff", "c1 inc cvx odd low"),
    "max(exp(z), 2)": ("sgn cvx nd flat low", "c1 inc"),
    # tanh below 0, z above: derivatives 1, 0, -2
    "max(tanh(z), z)": ("c1 c2 inc cvx low aff", "an scvx flat sgn"),
    "max(sin(z), z)": ("c1 c2 low aff", "an inc cvx sgn"),
    "max(z - 1, log(1 + z^2))": ("def aff low", "c1 inc flat"),  # they cross once, beyond 3
    "max(0, 1 - exp(-z))": ("nd flat low", "c1 cvx inc"),
    "max(0, z - 1/3)^2": ("c1 cvx nd", "c2 act"),
    "max(0, exp(z) - 2)^3": ("c1 c2 cvx nd flat", "an inc"),
    "max(0, exp(z) - 2)^2": ("c1 cvx nd flat", "c2 an inc"),
    "abs(z - sqrt(2))": ("def cvx low aff", "c1 even sgn inc flat"),
    "abs(z - pi)": ("def cvx low", "c1 even sgn"),
    "max(z - pi, 0)^2": ("c1 cvx flat nd", "c2 act"),
    "abs(sin(z))": ("def low even", "c1 sgn inc"),
    "max(exp(-z^2), 1/2)": ("flat even sgn low", "c1 inc"),
    "cases { z^2 < 2: 0; else: z^2 - 2 }": ("def even flat cvx", "c1 sgn"),
    "cases { exp(z) < 2: 0; else: exp(z) - 2 }": ("def cvx flat nd", "c1"),
    "cases { z^3 < 2: 0; else: z^3 - 2 }": ("def cvx flat nd", "c1"),
    "max(tanh(z), 2*tanh(z))": ("inc low", "c1 cvx odd"),
    "max(z^2 - 3, 0)^3": ("c2 even flat low cvx", "an inc"),  # convex: u^3 of convex u, rising where u >= 0
    "min(z^2, 2)": ("even flat low", "c1 cvx sgn"),
    "max(atan(z), 1/2)": ("flat nd sgn low", "c1 cvx"),
    "abs(tanh(z) - 1/3)": ("low", "c1 sgn inc cvx"),
    "abs(z^3 - 2)": ("low", "c1 inc sgn cvx"),
    "abs(z^3)": ("c2 cvx even", "an scvx"),
    "max(z, 2*z, 3*z - exp(1))": ("inc cvx aff", "c1 low scvx"),
    "cases { z < 1: z^2; else: 2*z - 1 }": ("c1 cvx low aff", "c2 scvx inc"),
    "cases { z < 1: z^3; else: 3*z^2 - 3*z + 1 }": ("c1 c2 nd", "an inc cvx low"),
    "cases { z < 1: exp(z); else: exp(1)*z }": ("c1 inc cvx sgn aff", "c2 scvx"),
    "cases { z < 1: exp(z); else: 2.718281828459045*z }": ("sgn", "c1 inc nd cvx"),  # falls by 1e-16 at 1
    "max(log(1 + z^2), 1)": ("def flat even sgn", "c1 cvx"),
    "max(z^2, exp(z))": ("sgn scvx low", "c1 inc nd"),  # e^z > z^2 for z >= 0; they cross once below, at -0.7035
}

DOMAINS = {
    "log(z)": ("", "def"),
    "log(1 - exp(z))": ("", "def"),
    "1/(exp(z) - 2)": ("", "def"),
    "1/(z^2 - 2)": ("", "def"),
    "sqrt(z^3 - z)": ("", "def"),
    "log(sin(z) + 1)": ("", "def"),
    "1/(z - cos(z))": ("", "def"),
    "log(z^2)": ("", "def"),
    "sqrt(1 - z^2)": ("", "def"),
    "log(cosh(z) - 1)": ("", "def"),
    "1/(cosh(z) - 1 - z^2/2)": ("", "def"),
    "log(z - sin(z))": ("", "def"),
    "sqrt(z - sin(z))": ("", "def"),
    "log(log(1 + z^2))": ("", "def"),
    "1/(1 + exp(z) + z)": ("", "def"),
    "1/(atan(z) - 3/2)": ("", "def"),
    "log(1.4 - sin(z) - cos(z))": ("", "def"),
    "log(sqrt(2) - sin(z) - cos(z))": ("", "def"),
    "log(1 - erf(z)^2 - 1/2)": ("", "def"),
    "z/abs(z)": ("", "def"),
    "atan(z) + atan(1/z)": ("", "def"),
    "z/(exp(z) - 1)": ("", "def"),
    "max(0, log(z))": ("", "def"),
    "sqrt(exp(z) - 1 - z)": ("def low", "sgn"),
    "log(exp(z) - z)": ("def low", "sgn inc"),
    "1/(2 + sin(z))": ("def sgn low", "inc"),
    "1/(exp(z) - z)": ("def sgn low", "inc"),
    "log(1 + z + z^2)": ("def low", "cvx"),
    "1/(z^4 - z + 1)": ("def sgn low", "inc"),
    "log(log(2 + z^2))": ("def even low", "inc"),
    "1/(atan(z) - pi/2)": ("def sgn dec", "inc low"),
    "log(2 - tanh(z))": ("def sgn dec", "inc"),
    "log(1 - tanh(z))": ("def dec scve", "low"),  # log 2 - softplus(2 z)
    "log(1 - tanh(z)^2)": ("def even scve", "low"),
    "sqrt(1 - erf(z))": ("def sgn dec low", "cvx"),
    "sqrt(1 - sin(z)^2)": ("def even low", "sgn c1"),
    "log(1.5 - sin(z) - cos(z))": ("def low", "sgn inc"),
}

GROUPS = {
    "neurons": NEURONS, "losses": LOSSES, "small differences": SMALL_DIFFERENCES, "clothes": CLOTHES,
    "at infinity": AT_INFINITY, "breaks": BREAKS, "domains": DOMAINS,
}  # fmt: skip

TRIPLES = tuple(
    (formula, NAMES[word], answer)
    for group in GROUPS.values()
    for formula, (holding, failing) in group.items()
    for words, answer in ((holding, True), (failing, False))
    for word in words.split()
)
"""(formula, property, answer)."""
