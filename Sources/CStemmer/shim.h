#ifndef DOCQA_CSTEMMER_SHIM_H
#define DOCQA_CSTEMMER_SHIM_H

#include <libstemmer.h>

#endif
