/* What the header holds is inlined into its callers. */
#include "CMasks.h"
