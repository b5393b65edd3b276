# SPDX-License-Identifier: GPL-3.0-or-later
"""The trusted Python of the product: it finds the data contract, cuts sealed views, scores, and looks at programs."""
